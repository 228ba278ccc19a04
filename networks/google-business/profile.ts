import { kinds } from "./capabilities.ts";
import type { Location } from "./wire.ts";

/** What a location is called: its name, with the city where the name does not say it, and its address beside it. */
export function describe({ name, title = name, storefrontAddress, metadata }: Location) {
  const { addressLines = [], postalCode, locality } = storefrontAddress ?? {};
  const place = [postalCode, locality].filter(Boolean).join(" ");
  const isSaid = locality === undefined || title.toLocaleLowerCase().includes(locality.toLocaleLowerCase());
  return {
    name: isSaid ? title : `${title}, ${locality}`,
    handle: [...addressLines, place].filter(Boolean).join(", ") || undefined,
    kind: metadata?.canOperateLocalPost === false ? kinds.silent : kinds.place,
    url: metadata?.mapsUri,
  };
}

/** Google lets nobody speak for it: not verified, suspended, or a duplicate. Not told counts as fine. */
export const isMute = ({ metadata }: Location): boolean => metadata?.hasVoiceOfMerchant === false;

/** Why a location that is seen cannot be used. */
export function reason(location: Location): string | undefined {
  if (!isMute(location)) return undefined;
  if (location.metadata?.duplicateLocation !== undefined)
    return "Google takes this location for a duplicate of another one, so nothing can be posted or answered there. Its owner sorts that out at business.google.com; then add it here.";
  return "Google has not verified this location, or has suspended it, so nothing can be posted or answered there. Its owner opens business.google.com and follows what Google asks for; then add it here.";
}
