import type { Session } from "#simulator/google/bearer.ts";
import { pagesOf, type Call, type Page, type Play } from "#simulator/play.ts";
import { personalAccount } from "./accounts.ts";
import { apiErrors } from "./errors.ts";
import { leafOf } from "./leaf.ts";
import { groupsOf } from "./roles.ts";

/** `GET /v1/accounts/{id}/locations`: of the personal account what is held directly, of a group what belongs to it; `-` = all. */
export function listLocations(play: Play, call: Call, { session, id }: { session: Session; id: string }): unknown {
  const fields = readMask(call);
  const reached = pagesOf(play, session.person).filter(
    (one) => !play.fault("role_lost", { ...seen(session), page: one.id }),
  );
  const { entries, nextPageToken } = leafOf(call, reached.filter(belongsTo(play, session, id)), {
    usual: 10,
    most: 100,
  });
  const locations = entries.map((one) => locationJson(one, fields));
  return { ...(locations.length > 0 && { locations }), ...(nextPageToken !== undefined && { nextPageToken }) };
}

function belongsTo(play: Play, { person }: Session, id: string): (location: Page) => boolean {
  if (id === "-") return () => true;
  if (id === personalAccount(person)) return (one) => one.members[person.id]?.via === "direct";
  if (groupsOf(play, person).some(({ group }) => group.id === id)) return (one) => one.portfolio === id;
  throw apiErrors.notAllowed();
}

const seen = ({ app, person }: Session) => ({ app: app.id, person: person.id });

/** `GET /v1/locations/{id}`. */
export function getLocation(play: Play, call: Call, { session, id }: { session: Session; id: string }): unknown {
  const fields = readMask(call);
  return locationJson(requireLocation(play, session, id), fields);
}

/** 404 for one that is gone, 403 for one without a role: an app learns from neither which it was. Fact sheet B §5. */
export function requireLocation(play: Play, session: Session, id: string): Page {
  const location = play.state.pages[id];
  const here = { ...seen(session), page: id };
  if (!location || location.deletedAt !== null || play.fault("page_deleted", here)) throw apiErrors.missing();
  if (!location.members[session.person.id] || play.fault("role_lost", here)) throw apiErrors.notAllowed();
  return location;
}

const known = ["name", "title", "storeCode", "metadata", "storefrontAddress", "websiteUri"];

/** Without a `readMask`, or with a field that does not exist, nothing is read. */
function readMask(call: Call): string[] {
  const fields = (call.query.get("readMask") ?? "").split(",").filter(Boolean);
  if (fields.length === 0) throw apiErrors.invalid("read_mask", "Field is required");
  if (fields.some((one) => !known.includes(one))) throw apiErrors.invalid("read_mask", "Invalid field mask provided");
  return fields;
}

/** Notes of a location: `street`, `postalCode`, `city`, `country`, `storeCode`, `voice`, `posts`, `duplicateOf`. */
function locationJson({ id, name, notes }: Page, fields: readonly string[]): unknown {
  const all: Record<string, unknown> = {
    name: `locations/${id}`,
    title: name,
    storeCode: notes.storeCode,
    websiteUri: "https://northwind.example",
    storefrontAddress: notes.city !== undefined && {
      regionCode: notes.country ?? "DE",
      languageCode: "de",
      postalCode: notes.postalCode,
      locality: notes.city,
      addressLines: [notes.street],
    },
    metadata: {
      placeId: `ChIJ${id}`,
      mapsUri: `https://maps.google.com/maps?cid=${id}`,
      newReviewUri: `https://search.google.com/local/writereview?placeid=ChIJ${id}`,
      hasVoiceOfMerchant: notes.voice !== false,
      // Google's newer types say that this is no longer filled in.
      ...(notes.posts !== undefined && { canOperateLocalPost: notes.posts }),
      ...(notes.duplicateOf !== undefined && { duplicateLocation: notes.duplicateOf }),
    },
  };
  return Object.fromEntries(fields.flatMap((field) => (all[field] ? [[field, all[field]]] : [])));
}
