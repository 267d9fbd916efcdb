-- Pages that are gone and stay in the list.
--
--   :ids  the pages
UPDATE "WebPage" SET state = 'gone', error = CASE state WHEN 'gone' THEN error END WHERE id = ANY (:ids::text[])
