import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { certificateOf } from "./certificate.ts";

const kid = "s1mulated-google-key";
let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;

/** Made when it is first needed; what it signs is used at once, so it need not outlive the simulator. */
const keys = () => (pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 }));

/** `GET /oauth2/v3/certs`. */
export const publicKeys = (): unknown => ({
  keys: [{ ...keys().publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }],
});

let certificate: string | undefined;

/** `GET /oauth2/v1/certs`: the same key as a certificate, by which google-auth-library verifies ID tokens. */
export const certificates = (): unknown => ({ [kid]: (certificate ??= certificateOf(keys())) });

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT signed by Google, RS256. */
export function signedJwt(claims: Record<string, unknown>, typ = "JWT"): string {
  const text = `${encoded({ alg: "RS256", kid, typ })}.${encoded(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), keys().privateKey).toString("base64url")}`;
}
