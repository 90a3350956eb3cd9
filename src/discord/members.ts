import { PermissionFlagsBits, type GuildMember, type PermissionsBitField } from 'discord.js';
import type { GuildSettings } from '../radio/index.ts';

/** Who did something in a server. */
export interface Actor {
  readonly member: GuildMember;
  readonly memberPermissions: Readonly<PermissionsBitField>;
}

/** Whether somebody may set the radio up. */
export function managesServer({ memberPermissions }: Pick<Actor, 'memberPermissions'>): boolean {
  return memberPermissions.has(PermissionFlagsBits.ManageGuild);
}

/** Whether somebody may skip without a vote, and has no limits on requests: those with the DJ role, and those who manage the server. */
export function isDj(actor: Actor, { djRoleId }: Pick<GuildSettings, 'djRoleId'>): boolean {
  return managesServer(actor) || (djRoleId !== undefined && actor.member.roles.cache.has(djRoleId));
}
