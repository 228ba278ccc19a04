import { json, type Answer } from "../play.ts";

const issuer = "https://accounts.google.com";

/** `/.well-known/openid-configuration`, the members that clients read. */
export const discovery = (): Answer =>
  json({
    issuer,
    authorization_endpoint: `${issuer}/o/oauth2/v2/auth`,
    token_endpoint: "https://oauth2.googleapis.com/token",
    revocation_endpoint: "https://oauth2.googleapis.com/revoke",
    jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    code_challenge_methods_supported: ["plain", "S256"],
    grant_types_supported: ["authorization_code", "refresh_token"],
  });

/** `/.well-known/risc-configuration`: the issuer has a slash here; fact sheet §6. */
export const riscConfiguration = (): Answer =>
  json({
    issuer: `${issuer}/`,
    jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
    delivery_methods_supported: ["https://schemas.openid.net/secevent/risc/delivery-method/push"],
  });
