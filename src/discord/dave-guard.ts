import { NetworkingStatusCode, type Networking, type VoiceWebSocket } from '@discordjs/voice';

/** What {@link guardDave} tells. */
export interface DaveEvents {
  /** A message was left out; the library recovers from that by itself. */
  readonly onRefused: (error: unknown) => void;
  /** A message was lost, and the others in the channel went on without the bot: only joining anew helps. */
  readonly onMissed: () => void;
}

/**
 * Mends what @discordjs/voice 0.19.2 does wrong with the messages of end-to-end encryption:
 *
 * - One that can't be taken (a proposal for an epoch that is over) throws in a socket's listener and ends the process. It is
 *   left out; when it mattered, the next commit fails, and the library asks for a new start.
 * - One that is sent again while the connection is being resumed is thrown away without a word.
 */
export function guardDave(networking: Networking, events: DaveEvents): void {
  const guarded = new WeakSet<object>();
  networking.on('stateChange', (_, now) => {
    if (now.code === NetworkingStatusCode.Resuming && now.dave !== undefined && !guarded.has(now.ws)) {
      guarded.add(now.ws);
      watchResuming(networking, now.ws, events);
    }
    if (!('dave' in now) || now.dave === undefined || guarded.has(now.dave)) return;
    const { dave } = now;
    guarded.add(dave);
    const processProposals = dave.processProposals.bind(dave);
    dave.processProposals = (payload, connectedClients) => {
      try {
        return processProposals(payload, connectedClients);
      } catch (error) {
        events.onRefused(error);
        return undefined;
      }
    };
    const setExternalSender = dave.setExternalSender.bind(dave);
    dave.setExternalSender = (externalSender) => {
      try {
        setExternalSender(externalSender);
      } catch (error) {
        events.onRefused(error);
      }
    };
  });
}

function watchResuming(networking: Networking, ws: VoiceWebSocket, { onMissed }: DaveEvents): void {
  let hasMissed = false;
  ws.on('binary', () => {
    hasMissed ||= networking.state.code === NetworkingStatusCode.Resuming;
  });
  networking.on('stateChange', (before, now) => {
    if (before.code !== NetworkingStatusCode.Resuming || now.code !== NetworkingStatusCode.Ready || !hasMissed) return;
    hasMissed = false;
    // The library is not done with the change: it would stumble over a connection that is closed now.
    setImmediate(onMissed);
  });
}
