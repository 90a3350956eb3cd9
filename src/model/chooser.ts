import { deriveSeed, seededRandom } from '../random/index.ts';
import { chooseToken } from './choose-token.ts';
import { ModelError } from './model-error.ts';
import type { Sampling } from './musicians.ts';
import type { Choose } from './network-player.ts';

/** Who draws a network's answers: seeded, the same for the same label. Throws a ModelError when the sampling is out of range. */
export function chooser({ seed, temperature, topP }: Sampling, label: string): Choose {
  if (!(temperature > 0)) throw new ModelError(`temperature ${temperature}: it must be above 0`);
  if (!(topP > 0 && topP <= 1)) throw new ModelError(`topP ${topP}: it must be above 0 and at most 1`);
  const random = seededRandom(deriveSeed(seed, label));
  return (_head, logits) => chooseToken(logits, { temperature, topP }, random);
}
