import type { Networking } from '@discordjs/voice';

/**
 * Keeps a message of the voice server that the end-to-end encryption can't take (a proposal for an epoch that is over) from
 * ending the process: @discordjs/voice 0.19.2 handles such messages in a socket's listener and catches nothing. A message
 * that is refused is left out; when it mattered, the next commit fails, and the library recovers from that by itself.
 */
export function guardDave(networking: Networking, onRefused: (error: unknown) => void): void {
  const guarded = new WeakSet<object>();
  networking.on('stateChange', (_, now) => {
    if (!('dave' in now) || now.dave === undefined || guarded.has(now.dave)) return;
    const { dave } = now;
    guarded.add(dave);
    const processProposals = dave.processProposals.bind(dave);
    dave.processProposals = (payload, connectedClients) => {
      try {
        return processProposals(payload, connectedClients);
      } catch (error) {
        onRefused(error);
        return undefined;
      }
    };
    const setExternalSender = dave.setExternalSender.bind(dave);
    dave.setExternalSender = (externalSender) => {
      try {
        setExternalSender(externalSender);
      } catch (error) {
        onRefused(error);
      }
    };
  });
}
