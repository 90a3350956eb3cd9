import { z } from 'zod';
import { TRANSPORT_MODES } from './rtp.ts';

/** Opcodes of the voice gateway (v8) besides DAVE's. */
export const OP = {
  identify: 0,
  selectProtocol: 1,
  ready: 2,
  heartbeat: 3,
  sessionDescription: 4,
  speaking: 5,
  heartbeatAck: 6,
  resume: 7,
  hello: 8,
  resumed: 9,
  clientsConnect: 11,
  clientDisconnect: 13,
} as const;

export const message = z.object({ op: z.number(), d: z.unknown() });
export const identify = z.looseObject({
  server_id: z.string(),
  user_id: z.string(),
  session_id: z.string(),
  token: z.string(),
  max_dave_protocol_version: z.number().default(0),
});
export const resume = z.object({
  server_id: z.string(),
  session_id: z.string(),
  token: z.string(),
  seq_ack: z.number().default(-1),
});
export const heartbeat = z.object({ t: z.number() });
export const speaking = z.looseObject({ speaking: z.number() });
export const transition = z.object({ transition_id: z.number() });

export const protocol = z.object({ data: z.object({ mode: z.enum(TRANSPORT_MODES) }) });
