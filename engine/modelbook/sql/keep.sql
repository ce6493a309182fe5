-- one row: a kept model, not yet in use
INSERT INTO models VALUES ($id, $at::TIMESTAMP, $kind, $as_of::DATE, $known::DATE, $window, $about, $model, FALSE)
