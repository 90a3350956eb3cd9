const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|(?:[a-z0-9-]+\.)+localhost|\[?::1\]?)$/i;

/**
 * Whether a request with this Host header may be answered by a server bound to `boundTo`. A server that only this machine can reach is
 * called by this machine's own names; one that others can reach may have any name.
 */
export function isAllowedHost(boundTo: string, hostHeader: string): boolean {
  if (!LOOPBACK.test(boundTo)) return true;
  return LOOPBACK.test(hostHeader.replace(/:\d+$/, ''));
}
