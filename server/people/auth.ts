import type { Secret } from "#core/secret.ts";
import { apiKey } from "@better-auth/api-key";
import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { isAPIError } from "better-auth/api";
import { createAccessControl } from "better-auth/plugins/access";
import { organization } from "better-auth/plugins/organization";
import { adminAc, defaultStatements, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { twoFactor } from "better-auth/plugins/two-factor";
import type pg from "pg";
import { authPath, callerAddressHeader } from "../http/paths.ts";
import type { Log } from "../platform/log.ts";
import { apiKeyPrefix, cookiePrefix } from "./auth-paths.ts";

export interface AuthConfig {
  /** The address people type; its scheme decides whether cookies are Secure, its host is the passkeys' relying party. */
  readonly url: string;
  /** Signs cookies and seals two-factor secrets. */
  readonly authSecret: Secret;
  /** Of one address at one path; guessing passwords and codes is held to a twelfth of it. */
  readonly requestsPerMinute: number;
}

export interface AuthParts {
  readonly pool: pg.Pool;
  readonly config: AuthConfig;
  readonly log: Log;
  /** The workspace that a new sign-in starts in. */
  readonly workspaceOf: (userId: string) => Promise<string | null>;
  readonly passwords?: Passwords | undefined;
}

/** How passwords are kept. better-auth's own way, scrypt at a cost that is felt, unless told. */
export interface Passwords {
  hash(password: string): Promise<string>;
  verify(kept: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

const access = createAccessControl({ ...defaultStatements, apiKey: ["create", "read", "update", "delete"] });
const manageKeys = { apiKey: ["create", "read", "update", "delete"] } as const;
const roles = {
  owner: access.newRole({ ...ownerAc.statements, ...manageKeys }),
  admin: access.newRole({ ...adminAc.statements, ...manageKeys }),
  member: access.newRole({ ...memberAc.statements }),
  viewer: access.newRole({}),
};

/**
 * better-auth, set up for this house: sign-in, second factor, passkeys, workspaces and API keys are its work, not ours. It takes some
 * 40 MB, so this file is loaded by the first who needs it: a process that only lends tokens never does.
 */
export function openAuth({ pool, config, log, workspaceOf, passwords }: AuthParts) {
  const publicUrl = new URL(config.url);
  return betterAuth({
    appName: "Latchkey",
    baseURL: publicUrl.origin,
    basePath: authPath,
    secret: config.authSecret.reveal(),
    database: pool,
    trustedOrigins: (request) => [publicUrl.origin, ...ownOrigin(request)],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      ...(passwords ? { password: passwords } : {}),
    },
    session: { expiresIn: 30 * 24 * 3600, updateAge: 24 * 3600 },
    rateLimit: limitsOf(config.requestsPerMinute),
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl.protocol === "https:",
      ipAddress: { ipAddressHeaders: [callerAddressHeader] },
    },
    onAPIError: { onError: (error) => rethrowUnlessAnswer(error, log) },
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

/** Its own answers are answers; of all else it would print the stack past our log, and make a 500 without a reason. */
function rethrowUnlessAnswer(error: unknown, log: Pick<Log, "error">): void {
  if (!isAPIError(error)) throw error;
  if (error.status === "INTERNAL_SERVER_ERROR") log.error({ error }, "better-auth met an error");
}

export type Auth = ReturnType<typeof openAuth>;

function limitsOf(max: number) {
  const guessing = { window: 60, max: Math.ceil(max / 12) };
  const customRules = {
    "/sign-in/*": guessing,
    "/two-factor/*": guessing,
    "/change-password": guessing,
    "/passkey/verify-authentication": guessing,
  };
  return { enabled: true, storage: "memory" as const, window: 60, max, customRules };
}

/** A page that this very server answered for may call it, under whatever name it was reached (127.0.0.1, a LAN name). */
function ownOrigin(request: Request | undefined): string[] {
  const origin = request?.headers.get("origin");
  const host = request?.headers.get("host");
  if (!origin || !host || !URL.canParse(origin)) return [];
  return new URL(origin).host === host ? [origin] : [];
}
