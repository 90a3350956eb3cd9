import { loadMusicians, type Musicians } from '../model/index.ts';
import { compose, type ComposeOptions, type Composition } from './compose.ts';
import { styles } from './styles.ts';

/** The trained networks and the styles, ready to compose. */
export interface Composer {
  readonly styles: readonly string[];
  /** Model name to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** The tfjs backend that the networks run on. */
  readonly backend: string;
  /** See {@link compose}. */
  compose(options: ComposeOptions): Composition;
}

/** Loads the networks of a models folder. Throws a ModelError, which says what to do, when they are missing or don't fit. */
export async function openComposer(options: {
  readonly models: string;
  readonly backend: string | undefined;
}): Promise<Composer> {
  const musicians: Musicians = await loadMusicians({
    modelsDir: options.models,
    ...(options.backend === undefined ? {} : { backend: options.backend }),
  });
  return {
    styles: styles(),
    versions: musicians.versions,
    backend: musicians.backend,
    compose: (asked) => compose(asked, musicians),
  };
}
