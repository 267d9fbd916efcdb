/** Tells every process that the chunks of a collection changed, and locks out other writers until the transaction ends. */
export const raiseRevision = {
  name: "raise-revision",
  text: `UPDATE "Collection" SET revision = revision + 1, "updatedAt" = now() WHERE id = $1`,
};
