import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { INVITED_RIGHTS } from '../../src/discord/index.ts';
import { eventually, Rig } from '../support/discord/rig.ts';
import { FakeFrontDesk } from '../support/fake-front-desk.ts';
import { tonePackets } from '../support/packets.ts';

let rig: Rig;
let station: FakeFrontDesk;

beforeEach(async () => {
  rig = await Rig.open();
  station = new FakeFrontDesk(tonePackets(50));
  rig.discord.world.guild.botMay = INVITED_RIGHTS | PermissionFlagsBits.ManageChannels;
  await rig.ready(station);
});

afterEach(async () => {
  station.stop();
  await rig.close();
});

test('the status is taken off when somebody moves the radio to a stage, and set again when it is back', async () => {
  const { discord } = rig;
  const { owner, stage, lounge } = discord.world;
  await rig.join(owner, lounge).message();
  await eventually('the status names the song', () => lounge.status === 'Paper Umbrella · lofi');
  discord.moveBot(stage);
  await eventually('it is taken off', () => lounge.status === '');
  discord.moveBot(lounge);
  await eventually('it is set again', () => lounge.status === 'Paper Umbrella · lofi');
  expect(rig.log.lines.join('\n')).not.toContain('status of a voice channel');
});
