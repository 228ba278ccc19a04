import { authPath } from "../http/paths.ts";

/** Names of the cookies begin with it. */
export const cookiePrefix = "latchkey";
export const apiKeyPrefix = "lk_";

/**
 * What of better-auth is served, below `authPath`. The rest is closed, and what an upgrade adds stays closed until it is
 * listed: the first person comes through `/v1/setup`, keys through `/v1/api-keys`, and workspaces are neither made,
 * changed nor deleted behind the back of our own rules.
 */
const openPaths: ReadonlySet<string> = new Set([
  "/sign-in/email",
  "/sign-out",
  "/get-session",
  "/list-sessions",
  "/revoke-session",
  "/revoke-sessions",
  "/revoke-other-sessions",
  "/change-password",
  "/verify-password",
  "/update-user",
  "/two-factor/enable",
  "/two-factor/disable",
  "/two-factor/get-totp-uri",
  "/two-factor/verify-totp",
  "/two-factor/generate-backup-codes",
  "/two-factor/verify-backup-code",
  "/passkey/generate-register-options",
  "/passkey/verify-registration",
  "/passkey/generate-authenticate-options",
  "/passkey/verify-authentication",
  "/passkey/list-user-passkeys",
  "/passkey/update-passkey",
  "/passkey/delete-passkey",
  "/organization/list",
  "/organization/set-active",
  "/organization/list-members",
  "/organization/get-full-organization",
  "/organization/get-active-member",
  "/organization/get-active-member-role",
  "/organization/has-permission",
]);

export const isOpen = (pathname: string): boolean => openPaths.has(pathname.slice(authPath.length));
