import fastify from "fastify";
import { answerParent } from "./child.ts";

/** The yardstick: a Fastify route that answers a text it was started with, and does nothing else. */
const [body = ""] = process.argv.slice(2);
const app = fastify();
app.get("/v1/profiles/:id/token", async (_request, reply) => reply.type("application/json; charset=utf-8").send(body));
answerParent(await app.listen({ port: 0, host: "127.0.0.1" }), () => app.close());
