import { AppError } from "#core/app-error.ts";
import type * as contract from "#sdk/contract.ts";
import { pageOf, readCursor } from "../http/cursor.ts";
import { defineRoute, noContent, ok } from "../http/route.ts";
import { requireNetwork } from "../apps/find.ts";
import { requireOperator } from "../operator/operator.ts";
import { findProfile } from "../store/profiles.ts";
import { page } from "../http/schemas.ts";
import type { World } from "../world.ts";
import { issuedLast, loginsOf, secretsOf } from "./logins.ts";
import { deleteAnswer, listAnswers, type UnrecognisedRow } from "../store/unrecognised.ts";
import { actOnReport, presentDiagnosis } from "./report.ts";
import * as schema from "./schemas.ts";
import { asSeen } from "./wire.ts";

const tag = "Failures";

const report = defineRoute({
  method: "POST",
  path: "/v1/profiles/{id}/failures",
  name: "reportFailure",
  summary: "Report a network's refusal",
  description:
    "An answer with which a network refused a call of yours: what it means and who repairs it. Nothing is decided by a report alone: Latchkey looks itself.",
  tag,
  who: "member",
  query: schema.reportQuery,
  body: schema.failureReport,
  answers: { 200: schema.failureDiagnosis },
  idempotent: true,
  async run(world: World, { params, query, body, caller }) {
    const profile = await findProfile(world.db, { workspaceId: caller.workspaceId, id: params.id });
    if (!profile) throw new AppError("not_found", "There is no such profile in this workspace.");
    if (profile.disconnectedAt)
      throw new AppError("conflict", "This profile is disconnected; nothing is called for it any more.");
    const network = requireNetwork(world, profile.network);
    const logins = await loginsOf(world, profile.id);
    const secrets = await secretsOf(world, network, logins);
    const seen = asSeen(body, world.clock.now(), issuedLast(logins));
    const diagnosis = network.diagnose(seen);
    if (query.dry === "false") await actOnReport(world, { profile, network, caller, logins, secrets, seen, diagnosis });
    return ok(presentDiagnosis(diagnosis, secrets));
  },
});

const tryOut = defineRoute({
  method: "POST",
  path: "/v1/networks/{id}/diagnose",
  name: "diagnose",
  summary: "What an answer means",
  description: "Tries it out; nothing is kept.",
  tag,
  who: "viewer",
  body: schema.failureReport,
  answers: { 200: schema.failureDiagnosis },
  async run(world: World, { params, body }) {
    const network = requireNetwork(world, params.id);
    return ok(presentDiagnosis(network.diagnose(asSeen(body, world.clock.now(), undefined)), []));
  },
});

const list = defineRoute({
  method: "GET",
  path: "/v1/unrecognised",
  name: "unrecognised",
  summary: "Answers that are not known yet",
  description: "Those that no row of a network's table fits, counted; those met last come first. For the operator.",
  tag,
  who: "admin",
  query: schema.unrecognisedQuery,
  answers: { 200: page(schema.unrecognisedAnswer) },
  async run(world: World, { query, caller }) {
    await requireOperator(world, caller);
    const rows = await listAnswers(world.db, {
      network: query.network,
      after: readCursor(query.cursor)?.id,
      limit: query.limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({ id: row.id }));
    return ok({ items: items.map(presentAnswer), nextCursor });
  },
});

function presentAnswer(row: UnrecognisedRow): contract.UnrecognisedAnswer {
  return {
    id: row.id,
    network: row.network,
    call: row.act,
    status: row.status,
    code: row.code,
    subcode: row.subcode,
    words: row.words,
    count: row.count,
    reported: row.reported,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    sample: { ...row.sample },
  };
}

const forget = defineRoute({
  method: "DELETE",
  path: "/v1/unrecognised/{id}",
  name: "forgetUnrecognised",
  summary: "Strike an answer from the list",
  description: "Because it is understood now; met again it comes back. For the operator.",
  tag,
  who: "admin",
  answers: { 204: null },
  async run(world: World, { params, caller }) {
    await requireOperator(world, caller);
    if (!(await deleteAnswer(world.db, params.id))) throw new AppError("not_found", "There is no such answer.");
    return noContent();
  },
});

export const failureRoutes = [report, tryOut, list, forget];
