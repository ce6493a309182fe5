// Package pattern says what is found together with leaving and what happened before it:
// rules of things known of a customer that end in "left", found on one day and looked at
// again on a later one (METHODS 1.7), and the last events before a silence beside those
// of customers like them who went on (METHODS 1.23).
//
// Nothing here is a cause: a rule says whom leaving was found among more often.
package pattern
