import { json, type Answer, type Call, type Play } from "#simulator/play.ts";
import { accountEntry, accountsAt } from "./accounts.ts";
import { counted, refuse, Refusal } from "./answers.ts";
import { register } from "./apps.ts";
import { openSession, openToken } from "./bearer.ts";
import { exchange, revoke } from "./oauth.ts";
import { knownScopes } from "./scopes.ts";
import { serverAt } from "./servers.ts";

const routes: Record<string, (play: Play, call: Call) => Answer> = {
  "GET /.well-known/oauth-authorization-server": metadata,
  "POST /api/v1/apps": register,
  "POST /oauth/token": exchange,
  "POST /oauth/revoke": revoke,
  "GET /oauth/userinfo": userinfo,
  "GET /api/v1/accounts/verify_credentials": verifyCredentials,
  "GET /api/v1/apps/verify_credentials": verifyApp,
  "GET /api/v1/accounts/lookup": lookUp,
  "GET /api/v2/instance": instance,
  "GET /api/v1/instance": instance,
};

/** Calls of programs; everything else is the server's web pages. */
export const isApi = ({ method, path }: Call): boolean =>
  path.startsWith("/api/") || Object.hasOwn(routes, `${method} ${path}`);

export function answerApi(play: Play, call: Call): Answer {
  const route = routes[`${call.method} ${call.path}`];
  try {
    if (!route) throw refuse(call, "notFound");
    return counted(play, route(play, call));
  } catch (refusal) {
    if (refusal instanceof Refusal) return counted(play, refusal.answer);
    throw refusal;
  }
}

function metadata(_play: Play, { host }: Call): Answer {
  const root = `https://${host}`;
  return json({
    issuer: `${root}/`,
    authorization_endpoint: `${root}/oauth/authorize`,
    token_endpoint: `${root}/oauth/token`,
    revocation_endpoint: `${root}/oauth/revoke`,
    app_registration_endpoint: `${root}/api/v1/apps`,
    userinfo_endpoint: `${root}/oauth/userinfo`,
    scopes_supported: knownScopes,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "client_credentials"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  });
}

function verifyCredentials(play: Play, call: Call): Answer {
  const account = openSession(play, call, ["profile", "read:accounts"]);
  return json({
    ...accountEntry(account, false),
    source: {
      privacy: "public",
      sensitive: false,
      language: "en",
      note: "",
      fields: [],
      follow_requests_count: 0,
      hide_collections: false,
      discoverable: true,
      indexable: false,
      attribution_domains: [],
    },
    role: { id: "-99", name: "", color: "", permissions: "65536", highlighted: false },
  });
}

function verifyApp(play: Play, call: Call): Answer {
  const app = play.state.apps[openToken(play, call).app];
  const { name, redirectUris = [], configurations } = app ?? {};
  const redirects = { redirect_uri: redirectUris.join("\n"), redirect_uris: redirectUris };
  return json({ id: "563419", name, website: null, scopes: configurations?.[0]?.scopes ?? [], ...redirects });
}

function userinfo(play: Play, call: Call): Answer {
  const { server, username, name } = openSession(play, call, ["profile"]);
  return json({
    iss: `https://${server}/`,
    sub: `https://${server}/users/${username}`,
    name,
    preferred_username: username,
    profile: `https://${server}/@${username}`,
    picture: `https://${server}/avatars/${username}.svg`,
  });
}

/** Open to everybody: an account as others see it. */
function lookUp(play: Play, call: Call): Answer {
  const acct = call.query.get("acct")?.replace(`@${call.host}`, "");
  const account = accountsAt(play, call.host).find((one) => one.username === acct);
  if (!account) throw refuse(call, "notFound");
  return json(accountEntry(account, account.owner.blocked === "policy"));
}

function instance(_play: Play, { host }: Call): Answer {
  const { title, version } = serverAt(host);
  return json({
    domain: host,
    title,
    version,
    source_url: "https://github.com/mastodon/mastodon",
    configuration: { statuses: { max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 } },
  });
}
