/** Something the person who started Patchbay can put right; shown as it is, without a stack. */
export class Sorry extends Error {
  override name = "Sorry";
}
