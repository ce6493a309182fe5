package feature

import (
	_ "embed"
	"slices"
)

//go:embed sql/habit.sql
var habitText string

//go:embed sql/money.sql
var moneyText string

//go:embed sql/returns.sql
var returnsText string

//go:embed sql/mix.sql
var mixText string

//go:embed sql/price.sql
var priceText string

//go:embed sql/channel.sql
var channelText string

//go:embed sql/service.sql
var serviceText string

// query is one question about the customers of a frame and its columns in order.
type query struct {
	text     string
	features []Info
}

// queries are the questions a frame is put together from.
func queries() []query {
	return []query{
		{habitText, habitList()}, {moneyText, moneyList()}, {returnsText, returnsList()}, {mixText, mixList()},
		{priceText, priceList()}, {channelText, channelList()}, {serviceText, serviceList()},
	}
}

func habitList() []Info {
	return slices.Concat(
		group("silence",
			Info{Name: "silence_days", Unit: Days},
			Info{Name: "tenure_days", Unit: Days},
			Info{Name: "joined_days", Unit: Days, Source: Joined}),
		group("frequency",
			Info{Name: "purchase_days", Unit: Count},
			Info{Name: "purchase_days_30", Unit: Count},
			Info{Name: "purchase_days_90", Unit: Count},
			Info{Name: "purchase_days_180", Unit: Count},
			Info{Name: "purchase_days_365", Unit: Count},
			Info{Name: "active_months", Unit: Count},
			Info{Name: "weekend_share", Unit: Ratio}),
		group("rhythm",
			Info{Name: "mean_gap", Unit: Days},
			Info{Name: "median_gap", Unit: Days},
			Info{Name: "last_gap", Unit: Days},
			Info{Name: "first_gap", Unit: Days},
			Info{Name: "gap_cv", Unit: Ratio},
			Info{Name: "overdue", Unit: Ratio, Log: true},
			Info{Name: "silence_z", Unit: Ratio, Log: true},
			Info{Name: "silence_record", Unit: Ratio, Log: true}),
		group("trend",
			Info{Name: "slope", Unit: Ratio},
			Info{Name: "purchase_change", Unit: Ratio},
			Info{Name: "monthly_slope", Unit: Ratio}),
		group("season",
			Info{Name: "same_season", Unit: Count}))
}

func moneyList() []Info {
	return slices.Concat(
		group("money",
			Info{Name: "amount", Unit: Money},
			Info{Name: "amount_90", Unit: Money},
			Info{Name: "amount_365", Unit: Money},
			Info{Name: "mean_amount", Unit: Money},
			Info{Name: "last_amount", Unit: Money},
			Info{Name: "max_amount", Unit: Money},
			Info{Name: "amount_cv", Unit: Ratio, Log: true},
			Info{Name: "last_to_mean", Unit: Ratio, Log: true}),
		group("trend",
			Info{Name: "amount_change", Unit: Ratio}),
		group("mix",
			Info{Name: "lines_per_day", Unit: Count}),
		group("discount",
			Info{Name: "coupon_share", Unit: Ratio, Source: Coupons},
			Info{Name: "coupon_change", Unit: Ratio, Source: Coupons},
			Info{Name: "discount_share", Unit: Ratio, Source: Discounts},
			Info{Name: "discount_change", Unit: Ratio, Source: Discounts}),
		group("season",
			Info{Name: "sale_share", Unit: Ratio},
			Info{Name: "festival_share", Unit: Ratio}),
		group("first",
			Info{Name: "first_amount", Unit: Money},
			Info{Name: "first_discount", Unit: Ratio, Source: Discounts}))
}

func returnsList() []Info {
	return group("returns",
		Info{Name: "refund_share", Unit: Ratio, Source: Returns},
		Info{Name: "refunds_365", Unit: Count, Source: Returns},
		Info{Name: "refund_days", Unit: Days, Source: Returns},
		Info{Name: "cancelled_365", Unit: Count, Source: Cancellations})
}

func mixList() []Info {
	return group("mix",
		Info{Name: "categories", Unit: Count, Source: Categories},
		Info{Name: "category_concentration", Unit: Ratio, Source: Categories},
		Info{Name: "top_category_share", Unit: Ratio, Source: Categories},
		Info{Name: "new_category_share", Unit: Ratio, Source: Categories},
		Info{Name: "category_shift", Unit: Ratio, Source: Categories},
		Info{Name: "top_category", Unit: Text, Source: Categories},
		Info{Name: "last_category", Unit: Text, Source: Categories},
		Info{Name: "products", Unit: Count, Source: Products},
		Info{Name: "repeat_share", Unit: Ratio, Source: Products})
}

func priceList() []Info {
	return group("price",
		Info{Name: "price_index", Unit: Ratio, Source: Prices},
		Info{Name: "price_rise", Unit: Ratio, Source: Prices},
		Info{Name: "gone_share", Unit: Ratio, Source: Prices})
}

func channelList() []Info {
	return slices.Concat(
		group("channel", Info{Name: "last_channel", Unit: Text, Source: Channels}),
		group("first", Info{Name: "first_channel", Unit: Text, Source: Channels}),
		group("channel",
			Info{Name: "channels", Unit: Count, Source: Channels},
			Info{Name: "channel_switched", Unit: Ratio, Source: Channels}),
		group("delivery",
			Info{Name: "late_share", Unit: Ratio, Source: Deliveries},
			Info{Name: "late_last", Unit: Ratio, Source: Deliveries},
			Info{Name: "delay_days", Unit: Days, Source: Deliveries}))
}

func serviceList() []Info {
	return slices.Concat(
		group("service",
			Info{Name: "tickets_30", Unit: Count, Source: Tickets},
			Info{Name: "tickets_90", Unit: Count, Source: Tickets},
			Info{Name: "tickets_365", Unit: Count, Source: Tickets},
			Info{Name: "ticket_days", Unit: Days, Source: Tickets},
			Info{Name: "ticket_topic", Unit: Text, Source: Topics}),
		group("survey",
			Info{Name: "survey_last", Unit: Score, Source: Surveys},
			Info{Name: "survey_change", Unit: Score, Source: Surveys},
			Info{Name: "survey_days", Unit: Days, Source: Surveys}),
		group("contact",
			Info{Name: "contacts_90", Unit: Count, Source: Contacts},
			Info{Name: "contact_days", Unit: Days, Source: Contacts},
			Info{Name: "contact_answered", Unit: Ratio, Source: Contacts}))
}
