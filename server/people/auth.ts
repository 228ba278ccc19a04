import { apiKey } from "@better-auth/api-key";
import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { createAccessControl } from "better-auth/plugins/access";
import { organization } from "better-auth/plugins/organization";
import { adminAc, defaultStatements, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { twoFactor } from "better-auth/plugins/two-factor";
import type pg from "pg";
import type { Secret } from "#core/secret.ts";
import type { Log } from "../platform/log.ts";

export interface AuthConfig {
  /** The address people type; its scheme decides whether cookies are Secure, its host is the passkeys' relying party. */
  readonly url: string;
  /** Signs cookies and seals two-factor secrets. */
  readonly authSecret: Secret;
}

export interface AuthParts {
  readonly pool: pg.Pool;
  readonly config: AuthConfig;
  readonly log: Log;
  /** The workspace that a new sign-in starts in. */
  readonly workspaceOf: (userId: string) => Promise<string | null>;
}

/** Names of the cookies begin with it. */
export const cookiePrefix = "latchkey";
/** The address of the caller as the server saw it; set by us, whatever the caller sent. */
export const callerAddressHeader = "x-latchkey-caller";
export const authPath = "/api/auth";
export const apiKeyPrefix = "lk_";

const access = createAccessControl({ ...defaultStatements, apiKey: ["create", "read", "update", "delete"] });
const manageKeys = { apiKey: ["create", "read", "update", "delete"] } as const;
const roles = {
  owner: access.newRole({ ...ownerAc.statements, ...manageKeys }),
  admin: access.newRole({ ...adminAc.statements, ...manageKeys }),
  member: access.newRole({ ...memberAc.statements }),
  viewer: access.newRole({}),
};

/**
 * Ways in that better-auth would serve and we do not: the first person comes through `/v1/setup`, keys through
 * `/v1/api-keys`, and workspaces are neither made, renamed nor deleted behind the back of our own rules.
 */
const closedPaths = [
  "/sign-up/email",
  "/api-key/create",
  "/api-key/get",
  "/api-key/list",
  "/api-key/update",
  "/api-key/delete",
  "/organization/create",
  "/organization/update",
  "/organization/delete",
  "/organization/invite-member",
  "/organization/accept-invitation",
  "/organization/remove-member",
  "/organization/update-member-role",
  "/organization/leave",
  "/sign-in/social",
  "/link-social",
  "/error",
  "/ok",
];

/** better-auth, set up for this house: sign-in, second factor, passkeys, workspaces and API keys are its work, not ours. */
export function openAuth({ pool, config, log, workspaceOf }: AuthParts) {
  const publicUrl = new URL(config.url);
  return betterAuth({
    appName: "Latchkey",
    baseURL: publicUrl.origin,
    basePath: authPath,
    secret: config.authSecret.reveal(),
    database: pool,
    trustedOrigins: (request) => [publicUrl.origin, ...ownOrigin(request)],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: { expiresIn: 30 * 24 * 3600, updateAge: 24 * 3600 },
    rateLimit: { enabled: true, storage: "memory", window: 60, max: 120 },
    telemetry: { enabled: false },
    disabledPaths: closedPaths,
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl.protocol === "https:",
      ipAddress: { ipAddressHeaders: [callerAddressHeader] },
    },
    logger: { level: "warn", log: (level, message, ...rest) => log[level]({ rest }, `better-auth: ${message}`) },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => ({
            data: { ...session, activeOrganizationId: await workspaceOf(session.userId) },
          }),
        },
      },
    },
    plugins: [
      twoFactor({ issuer: "Latchkey" }),
      passkey({ rpID: publicUrl.hostname, rpName: "Latchkey", origin: publicUrl.origin }),
      organization({ ac: access, roles, allowUserToCreateOrganization: false }),
      apiKey({
        defaultPrefix: apiKeyPrefix,
        references: "organization",
        requireName: true,
        maximumNameLength: 80,
        startingCharactersConfig: { shouldStore: true, charactersLength: 9 },
        rateLimit: { enabled: false },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof openAuth>;

/** A page that this very server answered for may call it, under whatever name it was reached (127.0.0.1, a LAN name). */
function ownOrigin(request: Request | undefined): string[] {
  const origin = request?.headers.get("origin");
  const host = request?.headers.get("host");
  if (!origin || !host || !URL.canParse(origin)) return [];
  return new URL(origin).host === host ? [origin] : [];
}
