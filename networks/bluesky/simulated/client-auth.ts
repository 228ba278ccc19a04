import type { Call, Play } from "#simulator/play.ts";
import { findClient, type Client } from "./clients.ts";
import { openJws, thumbprint, type Jws } from "./jws.ts";
import { checkProof, invalidProof, isNew } from "./proofs.ts";
import { refuseOAuth } from "./refusals.ts";

/** How a client proved itself; a session is bound to it. */
export type Authentication =
  | { readonly method: "none" }
  | { readonly method: "private_key_jwt"; readonly kid: string; readonly jkt: string };

/** A call to the authorisation server, its proof and its client checked. */
export interface Asking {
  readonly client: Client;
  readonly auth: Authentication;
  /** Thumbprint of the key that it was signed with. */
  readonly jkt: string | undefined;
}

/** The proof first: a client assertion that was sent with an old nonce may be sent again (reference server, create-oauth-middleware). */
export async function openAsking(play: Play, call: Call, needsProof = true): Promise<Asking> {
  const id = call.form.get("client_id");
  if (!id) throw refuseOAuth("invalid_client", "Client credentials missing");
  const jkt = checkProof(play, call, "issuer");
  const client = await findClient(play, id);
  if (needsProof && jkt === undefined) throw invalidProof("DPoP proof required", "issuer");
  const auth = authenticate(play, call, client);
  if (auth.method === "private_key_jwt" && auth.jkt === jkt)
    throw refuseOAuth(
      "invalid_request",
      "The DPoP proof must be signed with a different key than the client assertion",
    );
  return { client, auth, jkt };
}

function authenticate(play: Play, call: Call, client: Client): Authentication {
  if (!client.isConfidential) return { method: "none" };
  const { form } = call;
  const assertion = form.get("client_assertion");
  if (!assertion)
    throw refuseOAuth(
      "invalid_request",
      'client authentication method "private_key_jwt" required a "client_assertion"',
    );
  const type = form.get("client_assertion_type") ?? "";
  if (type !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
    throw refuseOAuth("invalid_client", `Unsupported client_assertion_type "${type}"`);
  const { header, claims, key } = openAssertion(assertion, client);
  const refuse = (claim: string) =>
    refuseOAuth("invalid_client", `Validation of "client_assertion" failed: unexpected "${claim}" claim value`);
  if (claims["iss"] !== client.id) throw refuse("iss");
  if (claims["sub"] !== client.id) throw refuse("sub");
  if (claims["aud"] !== `https://${call.host}`) throw refuse("aud");
  // Its age is not judged: the caller's clock does not leap with ours.
  if (typeof claims["iat"] !== "number") throw refuse("iat");
  if (typeof claims["jti"] !== "string") throw refuse("jti");
  if (!isNew(play, `assertion ${client.id} ${claims["jti"]}`))
    throw refuseOAuth("invalid_grant", "private_key_jwt jti reused");
  return { method: "private_key_jwt", kid: String(header["kid"]), jkt: thumbprint(key) };
}

function openAssertion(assertion: string, client: Client): Jws {
  try {
    return openJws(assertion, ({ kid }) => client.keys.find((key) => kid !== undefined && key["kid"] === kid));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refuseOAuth("invalid_client", `Validation of "client_assertion" failed: ${why}`);
  }
}
