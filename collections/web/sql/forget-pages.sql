-- Pages that are no longer listed and whose documents are deleted.
--
--   :ids  the pages
DELETE FROM "WebPage" WHERE id = ANY (:ids::text[])
