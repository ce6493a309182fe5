// Package modelbook is the life of a model after its race: versions are kept in the
// project with what they learnt from and how well they did, scored again on the
// customers of later imports, compared with each other on the same newer outcomes,
// and watched for drift. A replay over past month ends tells how a model that is fitted
// again every month does against one that is fitted once.
//
//	id, err := modelbook.Keep(ctx, project, version, now)
//	versions, err := modelbook.List(ctx, project)
//	history, err := modelbook.Replay(ctx, project, plan, progress)
package modelbook
