import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";

/** Vite puts a hash of the content into the names of these: they never change. */
const hashedFiles = /[/\\]assets[/\\]/;

export interface Page {
  readonly html: string;
  /** For the page alone: what its scripts may be, on top of the files of this server. */
  readonly policy: string;
}

export interface PolicyOptions {
  /** Where pictures of profiles may come from beside https: the stand-ins of the networks. */
  readonly imageOrigins: readonly string[];
}

/** Content-Security-Policy: own files only, and the inline scripts of exactly this page. */
export function policyFor(html: string, { imageOrigins }: PolicyOptions): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(([, code = ""]) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`);
  return [
    "default-src 'self'",
    ["script-src 'self'", ...hashes].join(" "),
    // The web app's and the reference's components set styles at run time.
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: blob: https:", ...imageOrigins].join(" "),
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The built web app; undefined until `npm run build`. Its files are served as they are, the page for every unknown path. */
export async function serveWebApp(
  app: FastifyInstance,
  folder: string,
  options: PolicyOptions,
): Promise<Page | undefined> {
  const index = join(folder, "index.html");
  if (!existsSync(index)) return undefined;
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    // One route per file: a path of the web app never meets the file system.
    wildcard: false,
    globIgnore: ["index.html"],
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header("cache-control", hashedFiles.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const html = readFileSync(index, "utf8");
  return { html, policy: policyFor(html, options) };
}

/**
 * The reference at `/docs`, complete on this server: no CDN, no fonts, no proxy, no telemetry from elsewhere. Its program takes some
 * 30 MB, and few ever look at it: it is loaded for the first who does.
 */
export function serveReference(app: FastifyInstance): void {
  let opened: Promise<FastifyInstance> | undefined;
  const answer = async ({ url, headers }: FastifyRequest, reply: FastifyReply) => {
    const reference = await (opened ??= openReference());
    const { statusCode, headers: found, rawPayload } = await reference.inject({ method: "GET", url, headers });
    if (statusCode === 404) return reply.callNotFound();
    for (const [name, value] of Object.entries(found))
      if (value !== undefined && !ofConnection.has(name)) void reply.header(name, value);
    return reply.code(statusCode).send(rawPayload);
  };
  for (const url of ["/docs", "/docs/*"]) app.get(url, answer);
}

const ofConnection: ReadonlySet<string> = new Set(["connection", "date", "content-length", "transfer-encoding"]);

async function openReference(): Promise<FastifyInstance> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const docs = fastify();
  docs.addHook("onSend", async (_request, reply, payload) => {
    const isPage = typeof payload === "string" && String(reply.getHeader("content-type")).startsWith("text/html");
    if (isPage) void reply.header("content-security-policy", policyFor(payload, { imageOrigins: [] }));
    return payload;
  });
  await docs.register(scalar, {
    routePrefix: "/docs",
    configuration: {
      url: "/openapi.json",
      pageTitle: "Latchkey API",
      favicon: "/favicon.svg",
      authentication: { preferredSecurityScheme: "apiKey" },
      defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
      documentDownloadType: "json",
      showOperationId: true,
      orderRequiredPropertiesFirst: false,
      orderSchemaPropertiesBy: "preserve",
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: "never",
    },
  });
  return docs;
}
