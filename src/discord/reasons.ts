import { speak, type Say } from './language/language.ts';

/** A right that the radio needs in a voice channel. */
export type Right = 'view-channel' | 'connect' | 'speak';

/** Why the radio is not in its channel yet, or not any more, and goes on trying. */
export type WaitReason =
  | {
      readonly kind:
        | 'not-started'
        | 'server-unavailable'
        | 'gateway-away'
        | 'session-lost'
        | 'connection-destroyed'
        | 'out-of-time'
        | 'encryption-missed'
        | 'encryption-not-ready';
    }
  /** The voice server closed the connection with a code of Discord's. */
  | { readonly kind: 'closed'; readonly code: number }
  /** `problem`: what the system says, in English, for the log. */
  | { readonly kind: 'unsendable'; readonly problem: string };

/** Why the radio is in a channel no more, or can't go there. */
export type EndReason =
  | { readonly kind: 'asked' | 'nobody-listened' | 'disconnected' | 'channel-gone' | 'not-in-server' }
  | { readonly kind: 'called-elsewhere' | 'radio-stops' }
  | { readonly kind: 'missing-rights'; readonly rights: readonly Right[]; readonly channelId: string }
  | { readonly kind: 'channel-full'; readonly channelId: string }
  /** What Discord's voice server says with the close codes that forbid to come back. */
  | {
      readonly kind: 'voice-version' | 'encryption-modes' | 'encryption-refused' | 'too-many-requests' | 'call-ended';
    };

/** Why nobody hears the radio although it plays. */
export type UnheardReason =
  | { readonly kind: 'server-muted' }
  | { readonly kind: 'no-speak' | 'audience' | 'audience-asked'; readonly channelId: string };

/** Why the radio is not heard: data, which is said in the language of whoever reads it. */
export type Reason = WaitReason | EndReason | UnheardReason;

/** A reason in a language: why it waits as a part of a sentence, everything else as sentences that say who can do what about it. */
export function reasonIn(reason: Reason, say: Say): string {
  const channel = 'channelId' in reason ? `<#${reason.channelId}>` : '';
  const code = reason.kind === 'closed' ? reason.code : '';
  const rights = reason.kind === 'missing-rights' ? rightsIn(reason.rights, say) : '';
  return say(`reason.${reason.kind}`, { channel, code, rights });
}

/** A reason as the fields of a line in the log, in English. */
export function loggedReason(reason: Reason): { readonly reason: string; readonly problem?: string } {
  const text = reasonIn(reason, speak('en-US'));
  return reason.kind === 'unsendable' ? { reason: text, problem: reason.problem } : { reason: text };
}

/** Rights as Discord's settings name them in a language, joined to a phrase. */
function rightsIn(rights: readonly Right[], say: Say): string {
  return rights
    .map((right) => say(`right.${right}`))
    .reduce((first, last) => (first === '' ? last : say('list.and', { first, last })), '');
}
