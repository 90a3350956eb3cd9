import { afterEach, beforeEach, test } from 'vitest';
import type { FrontDesk } from '../../src/radio/index.ts';
import type { RoomDesk } from '../../src/discord/rooms.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import { tonePackets } from '../support/packets.ts';

let rig: Rig;
let desk: FakeFrontDesk;

beforeEach(async () => {
  rig = await Rig.open();
  desk = new FakeFrontDesk(tonePackets(50));
});

afterEach(async () => {
  desk.stop();
  await rig.close();
});

/** A station with a desk for each guild, which notes who hears its room. */
function guildDesks(): { station: FrontDesk & { guild(guildId: string): RoomDesk }; told: string[] } {
  const told: string[] = [];
  const guild = (guildId: string): RoomDesk => ({
    tune: (listener) => desk.tune(listener),
    audience: (listeners, because) =>
      void told.push(`${guildId}: ${[...listeners].sort().join(' ')} (${because ?? ''})`),
  });
  return { station: Object.assign(desk, { guild }), told };
}

test("each guild's desk is told who hears its room, and whether people moved or the radio did", async () => {
  const { station, told } = guildDesks();
  await rig.ready(station);
  const { world } = rig.discord;
  const { owner, listener, lounge, attic, guildId, guild } = world;
  const last = () => told.at(-1);
  await rig.join(owner, lounge).message();
  await eventually('it plays to nobody', () => last() === `${guildId}:  (radio)`);
  rig.discord.sit(listener, lounge);
  await eventually('somebody came', () => last() === `${guildId}: ${listener.id} (listeners)`);
  rig.discord.sit(owner, lounge);
  await eventually('both are there', () => last() === `${guildId}: ${owner.id} ${listener.id} (listeners)`);
  rig.discord.setVoice(owner, { selfDeaf: true }, guild);
  await eventually('who deafened themselves hears nothing', () => last() === `${guildId}: ${listener.id} (listeners)`);
  rig.discord.moveBot(attic);
  await eventually('the radio went', () => last() === `${guildId}:  (radio)`);
  rig.discord.sit(listener, attic);
  // The radio may still be on its way when they sit down.
  await eventually('somebody followed', () => last()?.startsWith(`${guildId}: ${listener.id} `) === true);
});
