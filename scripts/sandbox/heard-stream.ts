import type { ServerResponse } from 'node:http';
import { OggOpusMuxer } from '../../src/radio/index.ts';
import type { RtpPacket } from '../../test/support/discord/rtp.ts';
import { VoiceListener } from '../../test/support/discord/voice-listener.ts';

/** Bytes that may wait for a browser that takes nothing: some 20 s. */
const MOST_WAITING_BYTES = 500_000;

/** What somebody on the loopback Discord hears, as an Ogg Opus stream that a browser plays. */
export class HeardStream {
  readonly #players = new Map<ServerResponse, OggOpusMuxer>();
  /** Packets heard so far, in whichever channel. */
  packets = 0;

  /** Plays to a browser from now on. */
  play(response: ServerResponse): void {
    const muxer = new OggOpusMuxer({
      serial: this.#players.size + 1,
      packetsPerPage: 5,
      comments: { TITLE: 'Sandbox' },
    });
    response.writeHead(200, { 'content-type': 'audio/ogg; codecs=opus', 'cache-control': 'no-store' });
    response.write(muxer.header());
    this.#players.set(response, muxer);
    response.on('close', () => this.#players.delete(response));
  }

  /** Takes one packet, end-to-end encryption taken off. */
  push(opus: Uint8Array): void {
    this.packets += 1;
    for (const [response, muxer] of this.#players) {
      if (response.writableLength > MOST_WAITING_BYTES) continue;
      const page = muxer.push(opus);
      if (page !== undefined) response.write(page);
    }
  }
}

/** Somebody in a voice channel, whose ears are a {@link HeardStream}. */
export class StreamingListener extends VoiceListener {
  readonly #stream: HeardStream;

  constructor(options: ConstructorParameters<typeof VoiceListener>[0], stream: HeardStream) {
    super(options);
    this.#stream = stream;
  }

  override hear(packet: RtpPacket): void {
    const opus = this.decrypt(packet);
    if (opus !== undefined) this.#stream.push(opus);
  }
}
