import { json, type Answer, type Call, type Page, type Play } from "#simulator/play.ts";
import { hasRole } from "./acls.ts";
import { need, pictureOf, type Session } from "./bearer.ts";
import { errors, Refusal } from "./errors.ts";

const adminScopes = ["rw_organization_admin", "r_organization_admin"];
/** Whether a content admin may read the details is not in the documents; clients list such pages with them, so yes. */
const readers = ["ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN"];

/** `/rest/organizations/{id}` and its older twin under `/v2`: for admins; fact sheet §2.3. */
export function organization(play: Play, call: Call, session: Session, id: string): Answer {
  const resource = `organizations.GET.${call.headers["linkedin-version"] ?? "NO_VERSION"}`;
  need(play, session, adminScopes, resource);
  const page = living(play, session, id);
  if (!page) throw new Refusal(errors.notFound("organization"));
  if (!hasRole(play, session, page, readers)) throw new Refusal(errors.denied(resource));
  const asset = `urn:li:digitalmediaAsset:${page.id}`;
  const elements = [{ identifiers: [{ identifier: pictureOf("pages", page.id), mediaType: "image/svg+xml" }] }];
  const isDecorated = call.query.get("projection")?.includes("original~") ?? false;
  return json({ ...plain(page), logoV2: { original: asset, ...(isDecorated && { "original~": { elements } }) } });
}

/** `/rest/organizationsLookup?ids=List(1,2)`: what anybody may know of a page. */
export function lookup(play: Play, call: Call, session: Session): Answer {
  need(play, session, adminScopes, "organizationsLookup.BATCH_GET");
  const ids = /^List\(([\d,]*)\)$/
    .exec(call.query.get("ids") ?? "")?.[1]
    ?.split(",")
    .filter(Boolean);
  if (!ids) throw new Refusal(errors.parameter("ids must be a list"));
  const found = ids.map((id) => living(play, session, id)).filter((page) => page !== undefined);
  return json({
    results: Object.fromEntries(found.map((page) => [page.id, plain(page)])),
    statuses: {},
    errors: Object.fromEntries(
      ids.filter((id) => !found.some((page) => page.id === id)).map((id) => [id, { status: 404 }]),
    ),
  });
}

function living(play: Play, session: Session, id: string): Page | undefined {
  const page = play.state.pages[id];
  const seen = { app: session.app.id, person: session.person.id, page: id, path: session.path };
  return page && page.deletedAt === null && !play.fault("page_deleted", seen) ? page : undefined;
}

const plain = (page: Page) => ({
  id: Number(page.id),
  localizedName: page.name,
  vanityName: page.username.replaceAll(".", "-"),
});
