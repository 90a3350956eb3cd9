import { expect, test } from 'vitest';
import { INVITED_RIGHTS } from '../../src/discord/index.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import { tonePackets } from '../support/packets.ts';
import { segmentFacts } from '../support/segment-facts.ts';

/** More than two seconds of what discord.js lets through. */
const SERVERS = 120;

test('an answer does not wait behind the panels of all servers, which change songs together', async () => {
  const rig = await Rig.open();
  const station = new FakeFrontDesk(tonePackets(50));
  try {
    const { board, world } = rig.discord;
    while (world.guilds.length < SERVERS) world.addGuild(`Server ${world.guilds.length}`);
    const panels = world.guilds.map((guild) => {
      guild.botMay = INVITED_RIGHTS;
      const { id } = board.post(guild.text.id, {});
      const desk = station.guild(guild.id);
      desk.nowSettings = { ...desk.nowSettings, panel: { channelId: guild.text.id, messageId: id } };
      return id;
    });
    const changed = (title: string) => panels.filter((id) => board.get(id)?.body.embeds?.[0]?.title === title).length;
    await rig.ready(station, { pacing: { panelBurst: 10, betweenPanelRequests: 40 } });
    await eventually('all panels are there', () => changed('Paper Umbrella') === SERVERS);

    station.onAirNow(segmentFacts({ title: 'Attic Window' }));
    // At once, these would be all requests of the first second, and the answer would be the last of the third.
    await eventually('many panels have changed', () => changed('Attic Window') > 45);
    const answer = await rig.discord.type({ by: world.listener, command: 'nowplaying' }).message();
    expect(answer.embeds?.[0]?.title).toBe('Attic Window');
    expect(changed('Attic Window')).toBeLessThan(90);
    await eventually('all panels have changed', () => changed('Attic Window') === SERVERS);
  } finally {
    station.stop();
    await rig.close();
  }
});
