/**
 * What every answer says to browsers. A page and the reference replace the Content-Security-Policy with their own. The values are
 * those of Helmet 8, written out because they never change: https://github.com/helmetjs/helmet (read 2026-11-29).
 */
export function securityHeaders(publicUrl: string): Readonly<Record<string, string>> {
  const overHttps = new URL(publicUrl).protocol === "https:" ? { "strict-transport-security": "max-age=31536000" } : {};
  return {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "x-download-options": "noopen",
    "x-frame-options": "SAMEORIGIN",
    "x-permitted-cross-domain-policies": "none",
    "x-xss-protection": "0",
    ...overHttps,
  };
}
