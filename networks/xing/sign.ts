import { createHmac } from "node:crypto";
import OAuth from "oauth-1.0a";
import { Secret } from "#core/secret.ts";
import type { Call } from "../network.ts";

/** A token with the secret that signs beside it: a request token at first, an access token later. */
export interface TokenPair {
  readonly token: Secret;
  readonly secret: Secret;
}

/** What the signature covers. The query is given apart from the address. */
export interface ToSign {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parameters of the handshake: `oauth_callback`, `oauth_verifier`. */
  readonly handshake: Readonly<Record<string, string>>;
}

const signatureMethod = "HMAC-SHA1";

/**
 * The `Authorization` header of one request (RFC 5849; HMAC-SHA1 is the better of the two methods XING knows). Each nonce is
 * good once and each timestamp must be as late as the last one (NOTES.md, "The dance"), so no header is ever used again.
 */
export function authorization(call: Call, request: ToSign, pair: TokenPair | undefined): Secret {
  const { clientId, clientSecret } = call.app;
  const client = new OAuth({
    // An app without a secret is refused by XING itself, which is the operator's to mend.
    consumer: { key: clientId, secret: clientSecret?.reveal() ?? "" },
    signature_method: signatureMethod,
    hash_function: (base, key) => createHmac("sha1", key).update(base).digest("base64"),
  });
  const params = {
    oauth_consumer_key: clientId,
    oauth_nonce: Buffer.from(call.randomBytes(16)).toString("hex"),
    oauth_signature_method: signatureMethod,
    oauth_timestamp: Math.floor(call.now().getTime() / 1000),
    oauth_version: "1.0",
    ...(pair ? { oauth_token: pair.token.reveal() } : {}),
    ...request.handshake,
  };
  const { method, url, query } = request;
  // Not `authorize`, which takes time and chance from elsewhere. The library writes into what it is given: hence copies.
  const signature = client.getSignature({ method, url, data: { ...query } }, pair?.secret.reveal(), { ...params });
  return Secret.of(client.toHeader({ ...params, oauth_signature: signature }).Authorization);
}
