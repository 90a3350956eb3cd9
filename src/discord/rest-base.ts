/** The option that points discord.js at another REST base; a slash at its end would be doubled. */
export function restBase(apiUrl: string | undefined): { readonly api?: string } {
  return apiUrl === undefined ? {} : { api: apiUrl.replace(/\/+$/, '') };
}
