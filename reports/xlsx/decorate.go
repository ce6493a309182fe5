package xlsx

import (
	"errors"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"huiliu/reports/doc"
)

// decorate sets everything a sheet has besides its rows.
func (b *book) decorate(pg *page) error {
	err := b.printing(pg)
	grid := pg.sheet.List
	err = errors.Join(err, b.file.SetSheetView(pg.name, 0, &excelize.ViewOptions{ShowGridLines: &grid}))
	for _, sp := range pg.spots {
		err = errors.Join(err, b.decorateTable(sp))
	}
	for _, c := range pg.charts {
		err = errors.Join(err, b.chart(pg, c))
	}
	// After the filters: adding one resets these properties.
	fit := true
	err = errors.Join(err, b.file.SetSheetProps(pg.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	if pg.sheet.Inputs {
		err = errors.Join(err, b.file.ProtectSheet(pg.name, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true}))
	}
	return err
}

// paperA4 is Excel's number of the paper size.
const paperA4 = 9

func (b *book) printing(pg *page) error {
	orientation, size, wide, tall := "landscape", paperA4, 1, 0
	if pg.sheet.Front || pg.sheet.Portrait {
		orientation = "portrait"
	}
	if pg.sheet.Front {
		tall = 1
	}
	err := b.file.SetPageLayout(pg.name, &excelize.PageLayoutOptions{Orientation: &orientation, Size: &size, FitToWidth: &wide, FitToHeight: &tall})
	margin, edge := 0.5, 0.3
	err = errors.Join(err, b.file.SetPageMargins(pg.name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin, Header: &edge, Footer: &edge}))
	err = errors.Join(err, b.file.SetHeaderFooter(pg.name, &excelize.HeaderFooterOptions{OddFooter: "&L&8" + footer(b.d.Title) + " · &A&R&8&P / &N"}))
	last, nameErr := excelize.CoordinatesToCellName(max(pg.visible, 1), max(len(pg.lines), 1), true)
	err = errors.Join(err, nameErr, b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: pg.quoted() + "!$A$1:" + last, Scope: pg.name}))
	if pg.sheet.List && pg.frozen > 0 {
		err = errors.Join(err, b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: pg.quoted() + "!$1:$" + digits(pg.frozen), Scope: pg.name}))
	}
	return err
}

// footer doubles the ampersands, which are commands there.
func footer(s string) string {
	out := ""
	for _, r := range s {
		if r == '&' {
			out += "&"
		}
		out += string(r)
	}
	return out
}

func (b *book) decorateTable(sp *spot) error {
	var err error
	if sp.page.sheet.List && len(sp.table.Rows) > 0 {
		first, _ := excelize.CoordinatesToCellName(1, sp.header)
		last, _ := excelize.CoordinatesToCellName(sp.right(), sp.header+len(sp.table.Rows))
		err = b.file.AutoFilter(sp.page.name, first+":"+last, nil)
	}
	for i := range sp.table.Rows {
		r := &sp.table.Rows[i]
		if link := b.link(*r); link != "" {
			at, _ := excelize.CoordinatesToCellName(sp.column[0], sp.header+1+i)
			err = errors.Join(err, b.file.SetCellHyperLink(sp.page.name, at, link, "Location"))
		}
		if !sp.page.sheet.Inputs {
			continue
		}
		for j, c := range r.Cells {
			if c.Input != nil {
				err = errors.Join(err, b.validate(sp, i, j, c))
			}
		}
	}
	return errors.Join(err, b.heat(sp))
}

func (b *book) validate(sp *spot, i, j int, c doc.TableCell) error {
	at, err := excelize.CoordinatesToCellName(sp.column[j], sp.header+1+i)
	if err != nil {
		return err
	}
	v := excelize.NewDataValidation(false)
	v.Sqref = at
	kind := excelize.DataValidationTypeDecimal
	if c.Input.Whole {
		kind = excelize.DataValidationTypeWhole
	}
	if len(c.Input.Words) > 0 {
		return b.offer(v, sp.page.name, c.Input.Words)
	}
	if err := v.SetRange(c.Input.Low, c.Input.High, kind, excelize.DataValidationOperatorBetween); err != nil {
		return err
	}
	title := text16(sp.table.Rows[i].Cells[0].Value, 32)
	v.SetInput(title, c.Input.Hint)
	v.SetError(excelize.DataValidationErrorStyleStop, title, c.Input.Hint)
	return b.file.AddDataValidation(sp.page.name, v)
}

// longestOffer is how many characters a list of words may have in a validation.
const longestOffer = 255

// offer lets a reader choose among words; of a list that is too long nothing is checked.
func (b *book) offer(v *excelize.DataValidation, page string, words []string) error {
	for _, w := range words {
		if strings.ContainsAny(w, `,"`) {
			return nil
		}
	}
	if len(utf16.Encode([]rune(strings.Join(words, ",")))) > longestOffer {
		return nil
	}
	if err := v.SetDropList(words); err != nil {
		return err
	}
	return b.file.AddDataValidation(page, v)
}

// text16 cuts a title to what a validation can hold.
func text16(v any, limit int) string {
	s, _ := v.(string)
	return safeName(s, limit)
}

func (b *book) heat(sp *spot) error {
	from, to := sp.table.ColumnIndex(sp.table.Heat[0]), sp.table.ColumnIndex(sp.table.Heat[1])
	if from < 0 || to < 0 || len(sp.table.Rows) == 0 {
		return nil
	}
	first, _ := excelize.CoordinatesToCellName(sp.column[from], sp.header+1)
	last, _ := excelize.CoordinatesToCellName(sp.column[to], sp.header+len(sp.table.Rows))
	return b.file.SetConditionalFormat(sp.page.name, first+":"+last, []excelize.ConditionalFormatOptions{{
		Type: "2_color_scale", Criteria: "=", MinType: "min", MaxType: "max", MinColor: "#FFFFFF", MaxColor: "#7FB8D9"}})
}
