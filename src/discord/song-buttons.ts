import { ActionRowBuilder, ButtonBuilder, ButtonStyle } from 'discord.js';
import type { Say } from './language/language.ts';

/** What a button does. `up`, `down` and `skip` are of a play, the others of a segment. */
const ACTIONS = ['up', 'down', 'skip', 'more', 'files', 'stems'] as const;

export type ButtonAction = (typeof ACTIONS)[number];

/** What was pressed. */
export interface Press {
  readonly action: ButtonAction;
  /** A play's or a segment's id, as the button says; nothing is known of it yet. */
  readonly of: string;
}

const PREFIX = 'raindial';

/** The buttons under a song; `playId` when it is on air: then it can be rated and skipped. */
export function songButtons(
  song: { readonly segmentId: string; readonly playId?: string },
  say: Say,
): ActionRowBuilder<ButtonBuilder> {
  const { playId, segmentId } = song;
  const row = new ActionRowBuilder<ButtonBuilder>();
  if (playId !== undefined) {
    row.addComponents(
      button('up', playId).setEmoji('👍'),
      button('down', playId).setEmoji('👎'),
      button('skip', playId).setEmoji('⏭️').setLabel(say('button.skip')),
    );
  }
  return row.addComponents(
    button('more', segmentId).setLabel(say('button.more')),
    button('files', segmentId).setLabel(say('button.files')),
  );
}

/** The button that gets a song's parts. */
export function stemsButton(segmentId: string, say: Say): ButtonBuilder {
  return button('stems', segmentId).setLabel(say('button.stems'));
}

/** What a button's id says; undefined when it is none of ours. */
export function readPress(customId: string): Press | undefined {
  const [prefix, action, ...rest] = customId.split(':');
  const known = ACTIONS.find((one) => one === action);
  if (prefix !== PREFIX || known === undefined || rest.length !== 1) return undefined;
  return { action: known, of: rest[0] ?? '' };
}

function button(action: ButtonAction, of: string): ButtonBuilder {
  return new ButtonBuilder().setCustomId(`${PREFIX}:${action}:${of}`).setStyle(ButtonStyle.Secondary);
}
