// Package campaign measures every logged campaign against the customers it left
// alone, as assigned, whether a contact reached them or not.
//
//	r, err := campaign.Analyse(ctx, project, asOf, campaign.Options{Seed: seed}, progress)
//	for _, c := range r.Campaigns { … c.Effects[0].Response … }
//
// Two kinds of campaign are read alike: contacts that are matched with purchases, and
// tables that tell the outcome of every row. Money is revenue, a margin rate is the
// reader's; effects and intervals scale with it.
package campaign
