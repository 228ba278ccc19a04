import { json, withHeaders, type Answer, type Call, type Play } from "#simulator/play.ts";
import { entryway, issuerOf } from "./hosts.ts";
import { algorithms } from "./jws.ts";

const open = (answer: Answer): Answer => withHeaders(answer, { "access-control-allow-origin": "*" });

/** `/.well-known/oauth-protected-resource` of a PDS. */
export const resourceMetadata = (_play: Play, { host }: Call): Answer =>
  open(
    json({
      resource: `https://${host}`,
      authorization_servers: [`https://${issuerOf(host)}`],
      scopes_supported: [],
      bearer_methods_supported: ["header"],
      resource_documentation: "https://atproto.com",
    }),
  );

/** `/.well-known/oauth-authorization-server`; reference server, build-metadata, read 2026-11-22. What is not played is not named. */
export function serverMetadata(_play: Play, { host }: Call): Answer {
  const issuer = `https://${host}`;
  return open(
    json({
      issuer,
      scopes_supported: ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"],
      subject_types_supported: ["public"],
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint: `${issuer}/oauth/revoke`,
      pushed_authorization_request_endpoint: `${issuer}/oauth/par`,
      require_pushed_authorization_requests: true,
      dpop_signing_alg_values_supported: algorithms,
      // A server of one's own names what it protects; the entryway stands before too many.
      ...(host !== entryway && { protected_resources: [issuer] }),
      client_id_metadata_document_supported: true,
    }),
  );
}
