import type { SegmentSource } from './ports.ts';

/**
 * A source whose songs are composed by the networks in use where a recipe names none: what listeners ask for is not part of a trial. `inUse` gives the
 * name of their version, or undefined for those that ship.
 */
export function byNetworksInUse(source: SegmentSource, inUse: () => string | undefined): SegmentSource {
  return {
    produce: (recipe, options) => {
      const models = recipe.models ?? inUse();
      return source.produce(models === undefined ? recipe : { ...recipe, models }, options);
    },
  };
}
