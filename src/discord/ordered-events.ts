import type { DiscordGatewayAdapterCreator, DiscordGatewayAdapterLibraryMethods } from '@discordjs/voice';

type ServerUpdate = Parameters<DiscordGatewayAdapterLibraryMethods['onVoiceServerUpdate']>[0];
type StateUpdate = Parameters<DiscordGatewayAdapterLibraryMethods['onVoiceStateUpdate']>[0];

/** What {@link orderedEvents} needs beside the adapter. */
export interface OrderOptions {
  /** Milliseconds in which the word of a new voice server is waited for after the bot was moved. */
  readonly serverDeadline: number;
  /** Called for each message sent to the gateway, which counts them. */
  readonly onSend: () => void;
}

/**
 * Discord tells in two events where the bot is and which voice server to connect to, and promises no order. @discordjs/voice
 * 0.19.2 connects at the second kind alone: when it comes first, the library waits for ever; and when it comes first for a
 * move, the library encrypts for the channel that the bot has left, which nobody hears. So a server event that came before
 * the state it belongs to is given to the library once more.
 */
export function orderedEvents(
  creator: DiscordGatewayAdapterCreator,
  options: OrderOptions,
): DiscordGatewayAdapterCreator {
  return (methods) => {
    let server: ServerUpdate | undefined;
    let state: StateUpdate | undefined;
    /** The state that the library knew when it was last told of the server. */
    let connectedAs: StateUpdate | undefined;
    let timer: NodeJS.Timeout | undefined;
    const connect = (): void => {
      clearTimeout(timer);
      connectedAs = state;
      if (server !== undefined) methods.onVoiceServerUpdate(server);
    };
    const adapter = creator({
      onVoiceServerUpdate(data) {
        server = data;
        connect();
      },
      onVoiceStateUpdate(data) {
        methods.onVoiceStateUpdate(data);
        // Nowhere is no place to connect from: it is the echo of a leave, or a kick.
        if (data.channel_id === null) return;
        state = data;
        if (server === undefined || isSamePlace(connectedAs, data)) return;
        if (connectedAs === undefined) connect();
        else {
          // A move: usually its server event is on its way.
          clearTimeout(timer);
          timer = setTimeout(connect, options.serverDeadline);
        }
      },
      destroy: () => methods.destroy(),
    });
    return {
      sendPayload(payload) {
        const isSent = adapter.sendPayload(payload);
        if (isSent) options.onSend();
        return isSent;
      },
      destroy() {
        clearTimeout(timer);
        adapter.destroy();
      },
    };
  };
}

function isSamePlace(a: StateUpdate | undefined, b: StateUpdate): boolean {
  return a?.channel_id === b.channel_id && a?.session_id === b.session_id;
}
