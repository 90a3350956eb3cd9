import { InteractionContextType, SlashCommandBuilder, type LocalizationMap } from 'discord.js';
import type { MessageKey } from '../language/english.ts';
import { localized, type Say, type Values } from '../language/language.ts';

/** A command, a subcommand or an option, as discord.js builds them. */
interface Describable {
  setDescription(text: string): unknown;
  setDescriptionLocalizations(texts: LocalizationMap | null): unknown;
}

/** Describes something in all languages of the catalogue, and gives it back; `values` may be in the language of each. */
export function described<T extends Describable>(
  thing: T,
  key: MessageKey,
  values?: Values | ((say: Say) => Values),
): T {
  const { text, others } = localized(key, values);
  thing.setDescription(text);
  thing.setDescriptionLocalizations(others);
  return thing;
}

/** A command of servers, by its name and what it does. */
export function guildCommand(name: string, key: MessageKey): SlashCommandBuilder {
  const builder = new SlashCommandBuilder().setName(name).setContexts(InteractionContextType.Guild);
  return described(builder, key);
}

/** A value to choose, named in all languages. */
export function choice<V extends string | number>(
  key: MessageKey,
  value: V,
): { readonly name: string; readonly name_localizations: LocalizationMap; readonly value: V } {
  const { text, others } = localized(key);
  return { name: text, name_localizations: others, value };
}
