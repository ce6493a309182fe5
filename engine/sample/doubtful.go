package sample

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Doubtful writes a table whose dates can be read in two ways, and the customers and
// orders of a shop.
func Doubtful(dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var dates, people, orders strings.Builder
	dates.WriteString("订单编号,客户编号,下单时间,实付金额\n")
	for i := range 12 {
		fmt.Fprintf(&dates, "D%03d,U%02d,%02d/%02d/2024,%d\n", i, i%5, 1+i, 1+i*5%12, 30+i)
	}
	people.WriteString("客户编号,姓名,手机,地址\n")
	orders.WriteString("订单编号,客户编号,下单时间,实付金额\nA00001,U003,2023-13-45,58.00\nA00002,,2023-05-20,120.00\nA00003,U007,2023-05-21,一百二十\n")
	start, n := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), 10
	names := []rune("芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚")
	for c := range 240 {
		phone, twin := 10000000+c*7919, c%16 == 1
		if twin {
			phone -= 7919 // of the one before
		}
		fmt.Fprintf(&people, "U%03d,李%c%c,139%08d,杭州市西湖区幸福路%d号%d栋%d室\n", c, names[(c-c%2)%20], names[(c/20)%20], phone, 1+c%2*7+c, 1+c%18, 101+c)
		from, to := c%40, 200+c*2
		if twin {
			from = 200 + c*2
			to = min(from+200, 690)
		}
		for day := from; day < to; day += 14 + c%23 {
			n++
			fmt.Fprintf(&orders, "A%05d,U%03d,%s,%d.50\n", n, c, start.AddDate(0, 0, day).Format(time.DateOnly), 20+(c*7+day)%90)
		}
	}
	var out []string
	for _, f := range []struct {
		name string
		text *strings.Builder
	}{{"一月到十二月.csv", &dates}, {"客户.csv", &people}, {"订单.csv", &orders}} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, []byte(f.text.String()), 0o600); err != nil {
			return nil, err
		}
		out = append(out, path)
	}
	return out, nil
}
