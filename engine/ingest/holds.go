package ingest

// holds says what the values of a column can be. The zero value is a column whose
// values nobody has looked at: its type tells.
type holds uint8

const (
	holdsLooked  holds = 1 << iota
	holdsAny           // there are values
	holdsDates         // most are dates, or serials of Excel
	holdsNumbers       // most are numbers, or there are no values
	holdsYesNo         // nearly all are yes or no
	holdsFew           // there are at most 20 different ones
	holdsMarks         // most are marks from 0 to 10, or words for them
)

// maxArms is how many groups a campaign has at most.
const maxArms = 20

func (c *stats) holds() holds {
	h := holdsLooked
	for bit, is := range map[holds]bool{
		holdsAny: c.filled > 0, holdsDates: c.datelike(true), holdsNumbers: c.filled == 0 || mostly(c.numbers, c.typed),
		holdsYesNo: c.all(c.bools), holdsFew: c.distinct.count() <= maxArms,
	} {
		if is {
			h |= bit
		}
	}
	return h
}

// has reports whether all the bits are set.
func (h holds) has(bits holds) bool { return h&bits == bits }

// can reports whether values like these can be of field f.
func (h holds) can(f Field) bool {
	switch f {
	case FieldOrderAt, FieldRefundAt, FieldJoined, FieldEnded, FieldTicketAt, FieldAnsweredAt, FieldContactedAt, fieldDate:
		return h.has(holdsDates)
	case FieldAmount, FieldQuantity, FieldUnitPrice, FieldDiscount, FieldCost, FieldRefundAmount, FieldMonthlyAmount,
		FieldTotalAmount, FieldScore, FieldContactCost, FieldOutcome, FieldPromised, FieldActual,
		FieldFirstDays, FieldLapseDays, FieldSecondDays, FieldSecondValue, FieldOfferValue:
		return h.has(holdsNumbers)
	case FieldTenure:
		return h.has(holdsNumbers | holdsAny)
	case FieldChurned, FieldDoNotContact, FieldResolved, FieldResponded, FieldFurther, FieldReturned, FieldSecondRunning:
		return h.has(holdsYesNo)
	case FieldArm:
		return h.has(holdsAny | holdsFew)
	case FieldCustomerID:
		return h.has(holdsAny)
	case FieldItem, FieldMark:
		return h.has(holdsMarks)
	}
	return true
}

// Holds reports whether the values of the column can be of field f: a column of
// names is no amount, whatever it is called.
func (c *Column) Holds(f Field) bool {
	h := c.holds
	if h == 0 {
		h = holdsByType(c)
	}
	return h.can(f)
}

// holdsByType is the coarse form of holds, for a column known by its type only.
func holdsByType(c *Column) holds {
	h := holdsLooked
	if c.Type != "empty" {
		h |= holdsAny
	}
	if c.Distinct <= maxArms {
		h |= holdsFew
	}
	if c.Type == "number" || c.Distinct <= maxMarks {
		h |= holdsMarks
	}
	switch c.Type {
	case "date":
		h |= holdsDates
	case "number":
		h |= holdsDates | holdsNumbers
	case "bool":
		h |= holdsYesNo | holdsNumbers
	case "money", "percent", "empty":
		h |= holdsNumbers
	}
	return h
}
