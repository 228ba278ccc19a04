import { generateKeyPair, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { App, Person, Play } from "#simulator/play.ts";
import { pictureOf, subjectFor } from "./bearer.ts";

export const issuer = "https://www.linkedin.com/oauth";
// How long an ID token lives is unconfirmed (fact sheet §1.3).
const lifeSeconds = 3600;

const makeKeys = promisify(generateKeyPair);
let made: Promise<{ privateKey: KeyObject; publicKey: KeyObject }> | undefined;
/** One pair for as long as the simulator runs; made when first needed, and aside, because that takes a moment. */
const keys = () => (made ??= makeKeys("rsa", { modulusLength: 2048 }));
const keyId = "simulated-1";

/** The keys that ID tokens are signed with. */
export const keySet = async (): Promise<unknown> => ({
  keys: [{ ...(await keys()).publicKey.export({ format: "jwk" }), kid: keyId, use: "sig", alg: "RS256" }],
});

/** What both the ID token and `/v2/userinfo` say of a member; fact sheet §2.1. */
export const claimsOf = (app: App, person: Person, scopes: string[]): Record<string, unknown> => ({
  sub: subjectFor(app, person),
  ...(scopes.includes("profile") && {
    name: person.name,
    given_name: person.name.split(" ")[0],
    family_name: person.name.split(" ").at(-1),
    picture: pictureOf("people", person.id),
    locale: { country: "US", language: "en" },
  }),
  ...(scopes.includes("email") && { email: person.email, email_verified: true }),
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An ID token, signed RS256. */
export async function idToken(
  play: Play,
  { app, person }: { app: App; person: Person },
  scopes: string[],
): Promise<string> {
  const { privateKey } = await keys();
  const iat = Math.floor(play.now() / 1000);
  const claims = { iss: issuer, aud: app.id, iat, exp: iat + lifeSeconds, ...claimsOf(app, person, scopes) };
  const text = `${part({ alg: "RS256", kid: keyId, typ: "JWT" })}.${part(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

/** `/oauth/.well-known/openid-configuration`. */
export const discovery = (): unknown => ({
  issuer,
  authorization_endpoint: "https://www.linkedin.com/oauth/v2/authorization",
  token_endpoint: "https://www.linkedin.com/oauth/v2/accessToken",
  userinfo_endpoint: "https://api.linkedin.com/v2/userinfo",
  jwks_uri: "https://www.linkedin.com/oauth/openid/jwks",
  response_types_supported: ["code"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
  scopes_supported: ["openid", "profile", "email"],
  claims_supported: [
    "iss",
    "aud",
    "iat",
    "exp",
    "sub",
    "name",
    "given_name",
    "family_name",
    "picture",
    "email",
    "email_verified",
    "locale",
  ],
});
