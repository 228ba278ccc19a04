import { defineRoute, ok } from "../http/route.ts";
import { z } from "zod";
import { requireNetwork } from "../apps/find.ts";
import { deletionStatus, receiveHook } from "./receive.ts";

const tag = "Networks";

const hook = defineRoute({
  method: "POST",
  path: "/v1/networks/{id}/hooks/{name}",
  internal: true,
  summary: "Where networks tell us of de-authorisations and data-deletion requests; the signature is verified",
  tag,
  who: "anyone",
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: "raw",
  answers: { 200: z.unknown() },
  async run(world, { params, body, query, request }) {
    const network = requireNetwork(world, params.id);
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      String(Array.isArray(value) ? value[0] : value),
    ]);
    const answer = await receiveHook(world, network, params.name, {
      headers: Object.fromEntries(request.headers),
      query: new URLSearchParams(pairs),
      body: Buffer.from(body).toString("utf8"),
    });
    return ok(answer);
  },
});

const deletion = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/data-deletion/{code}",
  internal: true,
  summary: "What became of a data-deletion request",
  tag,
  who: "anyone",
  answers: {
    200: z.strictObject({ code: z.string(), status: z.enum(["done"]), at: z.iso.datetime(), text: z.string() }),
  },
  async run(world, { params }) {
    return ok(await deletionStatus(world, requireNetwork(world, params.id), params.code));
  },
});

export const hookRoutes = [hook, deletion];
