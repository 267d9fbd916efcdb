-- Until now every address counted as verified, also one that its user had chosen. Only those stay so that an owner named in
-- an invitation: an identity provider that knows the address may lead its owner into that account.
UPDATE "User" SET "emailVerified" = false
WHERE NOT EXISTS (
  SELECT 1 FROM "Invitation" WHERE "Invitation"."email" = "User"."email" AND "Invitation"."acceptedAt" IS NOT NULL
);
