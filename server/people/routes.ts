import { AppError } from "#core/app-error.ts";
import type { Session } from "#sdk/contract.ts";
import type { HttpWorld } from "../http/answer.ts";
import { created, defineRoute, noContent, ok, type Route } from "../http/route.ts";
import { isOperator } from "../operator/operator.ts";
import { list as listOf } from "../http/schemas.ts";
import type { People, SignedIn } from "./people.ts";
import * as schema from "./schemas.ts";

export interface PeopleRouteParts {
  readonly people: People;
  /** The demo shows what to sign in with. */
  readonly demoSignIn?: { readonly email: string; readonly password: string };
}

/** Who is here, the first set-up, and API keys. Signing in itself is under `/api/auth`. */
export function peopleRoutes(parts: PeopleRouteParts): Route<HttpWorld>[] {
  return [...sessionRoutes(parts), ...apiKeyRoutes(parts)];
}

function sessionRoutes({ people, demoSignIn }: PeopleRouteParts): Route<HttpWorld>[] {
  const describe = async ({ clock, db }: HttpWorld, signedIn: SignedIn | null): Promise<Session> => ({
    setupNeeded: !(await people.isSetUp()),
    demo: demoSignIn !== undefined,
    ...(demoSignIn ? { demoSignIn } : {}),
    now: clock.now().toISOString(),
    user: signedIn?.user ?? null,
    workspace: signedIn?.membership?.workspace ?? null,
    role: signedIn?.membership?.role ?? null,
    operator: signedIn?.caller ? await isOperator({ db }, signedIn.caller) : false,
  });

  const read = defineRoute({
    method: "GET",
    path: "/v1/session",
    name: "session",
    summary: "Who is signed in",
    description: "Answers strangers too.",
    tag: "People",
    who: "anyone",
    answers: { 200: schema.session },
    run: async (world: HttpWorld, { request }) => ok(await describe(world, await people.findSignedIn(request.headers))),
  });

  const setUp = defineRoute({
    method: "POST",
    path: "/v1/setup",
    name: "setup",
    problems: ["conflict"],
    summary: "Set Latchkey up",
    description: "Makes the first person and their workspace, once, and signs them in.",
    tag: "People",
    who: "anyone",
    body: schema.setup,
    answers: { 201: schema.session },
    async run(world: HttpWorld, { body, request }) {
      await people.setUp(body);
      const setCookies = await people.signIn(body.email, body.password, request.headers);
      const signedIn = await people.findSignedIn(cookieHeader(setCookies));
      return { ...created(await describe(world, signedIn)), headers: { "set-cookie": setCookies } };
    },
  });
  return [read, setUp];
}

/** What the browser will send back next time. */
function cookieHeader(setCookies: readonly string[]): Headers {
  return new Headers({ cookie: setCookies.map((line) => line.split(";", 1)[0]).join("; ") });
}

function apiKeyRoutes({ people: { apiKeys } }: PeopleRouteParts): Route<HttpWorld>[] {
  const tag = "API keys";
  const path = "/v1/api-keys";
  const list = defineRoute({
    method: "GET",
    path,
    name: "apiKeys",
    summary: "API keys",
    description: "Those of the workspace, newest first.",
    tag,
    who: "admin",
    answers: { 200: listOf(schema.apiKey) },
    run: async (_world: HttpWorld, { caller }) => ok({ items: await apiKeys.list(caller.workspaceId) }),
  });

  const create = defineRoute({
    method: "POST",
    path,
    name: "createApiKey",
    summary: "Make an API key",
    description: "The key itself is in this answer alone.",
    tag,
    who: "admin",
    body: schema.keyToMake,
    answers: { 201: schema.newApiKey },
    async run(_world: HttpWorld, { body, caller: { workspaceId, userId } }) {
      if (userId === null) throw new AppError("forbidden", "An API key cannot make API keys.");
      return created(await apiKeys.create({ workspaceId, userId, name: body.name }));
    },
  });

  const revoke = defineRoute({
    method: "DELETE",
    path: "/v1/api-keys/{id}",
    name: "deleteApiKey",
    summary: "Revoke an API key",
    description: "For good.",
    tag,
    who: "admin",
    answers: { 204: null },
    async run(_world: HttpWorld, { params, caller }) {
      const revoked = await apiKeys.revoke(caller.workspaceId, params.id);
      if (!revoked) throw new AppError("not_found", "This workspace has no such API key.");
      return noContent();
    },
  });
  return [list, create, revoke];
}
