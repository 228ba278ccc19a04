import type { Row } from "../../kit/answer.ts";
import { instagramGuide, read, recorded } from "../sources.ts";

const postiz = `gitroomhq/postiz-app, social.abstract.ts (2026-08-21), ${read}`;
const again = "Nothing to do: we prepare the post once more.";

/** Subcodes of publishing and the codes that they come with; the subcode alone decides, whichever of them it came with. */
function subcodes(numbers: readonly number[], row: Omit<Row, "when" | "rule" | "source"> & { source?: string }): Row {
  return { when: { subcode: numbers }, rule: String(numbers[0]), source: instagramGuide, ...row };
}

/** What was prepared is not there yet, or not any more. */
export const publishing: readonly Row[] = [
  subcodes([2207006], {
    kind: "content-rejected",
    how: "Instagram cannot find what was prepared. The author sends the post once more; if it happens again, the person who connected the account renews.",
  }),
  subcodes([2207008], { kind: "unreachable", how: again }),
  subcodes([2207027], { kind: "unreachable", how: "Nothing to do: Instagram is still working on the video." }),
  subcodes([2207052], {
    kind: "content-rejected",
    who: "operator",
    how: "Instagram could not fetch the file. The operator makes sure that its address can be reached from outside.",
  }),
  subcodes([2207003, 2207020], { kind: "unreachable", how: again }),
  subcodes([2207001, 2207032, 2207053], { kind: "unreachable", how: again }),
  subcodes([2207077, 2207082], { kind: "unreachable", how: again, source: postiz }),
];

const changePost = "The author changes the post; sending the same again would be refused again.";

/** What was sent cannot be taken. */
export const content: readonly Row[] = [
  subcodes([2207057], {
    kind: "content-rejected",
    how: "The author picks a cover picture from within the video's length.",
  }),
  subcodes([2207023], {
    kind: "content-rejected",
    how: "The author picks another kind of post; Instagram does not know this one.",
  }),
  subcodes([2207028], {
    kind: "content-rejected",
    how: "The author puts two to ten pictures or videos into a carousel.",
  }),
  subcodes([2207040], { kind: "content-rejected", how: "The author names at most twenty people with @." }),
  subcodes([2207026], {
    kind: "content-rejected",
    how: "The author exports the video as MP4 or MOV; this format is not taken.",
  }),
  subcodes([2207004], { kind: "content-rejected", how: "The author makes the picture smaller than 8 MB." }),
  subcodes([2207005], { kind: "content-rejected", how: "The author saves the picture as JPEG." }),
  subcodes([2207009], {
    kind: "content-rejected",
    how: "The author crops the picture: from 4:5 upright to 1.91:1 wide.",
  }),
  subcodes([2207010], {
    kind: "content-rejected",
    how: "The author shortens the caption: 2,200 characters, 30 hashtags and 20 mentions at most.",
  }),
  subcodes([2207081], {
    kind: "content-rejected",
    how: "This account has no trial reels; the author posts an ordinary one.",
    source: postiz,
  }),
  // The same, where only the code came along.
  {
    when: { code: [352, 36000, 36001, 36003, 36004] },
    rule: "36000",
    kind: "content-rejected",
    how: changePost,
    source: instagramGuide,
  },
  { when: { code: [-2, -1, 9007] }, rule: "-1", kind: "unreachable", how: again, source: instagramGuide },
  {
    when: { code: 9004 },
    kind: "content-rejected",
    who: "operator",
    how: "Instagram could not fetch the file. The operator makes sure that its address can be reached from outside.",
    source: instagramGuide,
  },
  {
    when: { code: 24 },
    kind: "content-rejected",
    how: "Instagram cannot find what was prepared. The author sends the post once more.",
    source: instagramGuide,
  },
  ...[{ code: 2534068 }, { subcode: 2534068 }].map((when): Row => ({
    when,
    rule: "2534068",
    kind: "content-rejected",
    who: "nobody",
    how: "Instagram does not take several pictures in one message here; they can be sent one by one.",
    source: recorded,
  })),
  {
    when: { act: "publish", code: 1, subcode: 99 },
    kind: "unreachable",
    who: "author",
    retry: "never",
    how: "The post may be out although Instagram reported an error. The author looks at the account before sending it again.",
    source: recorded,
  },
  {
    when: { act: ["publish", "inbox"], code: 100, subcode: null },
    rule: "100",
    kind: "content-rejected",
    how: "Instagram does not take the post as it is. The author checks it first, then the permissions.",
    source: instagramGuide,
  },
];
