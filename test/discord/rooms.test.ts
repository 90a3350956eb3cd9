import { afterEach, beforeEach, test } from 'vitest';
import { eventually, Rig } from '../support/discord/rig.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(() => rig.close());

test("each guild's desk is told who hears its room, and whether people moved or the radio did", async () => {
  await rig.ready(rig.desk);
  const { world } = rig.discord;
  const { owner, listener, lounge, attic, guildId, guild } = world;
  const last = (): string => {
    const { listeners, because = '' } = rig.desk.guild(guildId).audiences.at(-1) ?? { listeners: [] };
    return `${guildId}: ${listeners.join(' ')} (${because})`;
  };
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
  await eventually('somebody followed', () => last().startsWith(`${guildId}: ${listener.id} `));
});

test('leaves when nobody has listened for long, in a server that does not want it to stay', async () => {
  const { owner, lounge, guildId } = rig.discord.world;
  await rig.ready(rig.desk, { pacing: { leaveAfter: 50 } });
  await rig.join(owner, lounge).message();
  await rig.desk.guild(guildId).change({ stay: false });
  await eventually('it left', () => rig.discord.botChannel() === undefined);
  await eventually('the room is forgotten', () => rig.rooms.stored.size === 0);
});
