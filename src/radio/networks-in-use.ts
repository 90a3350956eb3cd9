import type { SegmentSource } from './ports.ts';

/**
 * A source whose songs are composed by the networks in use where a recipe names none: what listeners ask for is not part of a trial. `inUse` gives the
 * name of their version for a style, or undefined for those that ship.
 */
export function byNetworksInUse(source: SegmentSource, inUse: (style: string) => string | undefined): SegmentSource {
  return {
    produce: (recipe, options) => {
      const models = recipe.models ?? inUse(recipe.style);
      return source.produce(models === undefined ? recipe : { ...recipe, models }, options);
    },
  };
}
