package sheet

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
)

const flatBook = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="空"><Table/></Worksheet>
<Worksheet ss:Name="订单 &amp; 客户"><Table><Column/><Row><Cell ss:MergeDown="1"><Data ss:Type="String">客户</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="String">金额</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">应付</Data></Cell><Cell><Data ss:Type="String">实付</Data></Cell></Row>
<Row ss:Index="5"><Cell><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell><Cell ss:Index="3"><ss:Data ss:Type="Number">1.5</ss:Data></Cell></Row><Row/></Table></Worksheet></Workbook>`

func readFlat(text, name string) (out []line, f *Flat, err error) {
	f = NewFlat(strings.NewReader(text), name)
	for {
		n, cells, err := f.Next()
		if err == io.EOF {
			return out, f, nil
		}
		if err != nil {
			return out, f, err
		}
		out = append(out, line{n, strings.Join(cells, "|")})
	}
}

func TestFlat_ReadsSheetsOfOneXMLText(t *testing.T) {
	names, err := FlatSheets(strings.NewReader(flatBook))
	if err != nil || !slices.Equal(names, []string{"空", "订单 & 客户"}) {
		t.Fatal(names, err)
	}
	got, f, err := readFlat(flatBook, names[1])
	want := []line{{1, "客户|金额"}, {2, "|应付|实付"}, {5, "2024-03-05||1.5"}, {6, ""}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if m := []Range{{1, 2, 0, 0}, {1, 1, 1, 2}}; !slices.Equal(f.Merges(), m) {
		t.Errorf("merges %v", f.Merges())
	}
	for n := range len(flatBook) {
		if _, _, err := readFlat(flatBook[:n], names[1]); err == nil && n < strings.LastIndex(flatBook, "</Worksheet") {
			t.Fatalf("cut at %d without an error", n)
		} else if e := (*engine.Error)(nil); err != nil && err != io.EOF && !errors.As(err, &e) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

func FuzzFlat(f *testing.F) {
	f.Add(flatBook, "空")
	f.Add(flatBook, "订单 & 客户")
	f.Add(`<Worksheet Name=""><Row><Cell MergeDown="9" MergeAcross="3"><Data><![CDATA[<]]></Data></Cell></Row><Row><Cell/></Row></Worksheet>`, "")
	f.Fuzz(func(t *testing.T, text, name string) {
		_, _, _ = readFlat(text, name)
		_, _ = FlatSheets(strings.NewReader(text))
	})
}
