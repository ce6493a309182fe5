package sample

// topic is what a ticket or an answer is about.
type topic int

const (
	topicAsk    topic = iota // a plain question, or no particular reason
	topicDenial              // names a topic only to deny it
	topicDelivery
	topicPrice
	topicService
	topicQuality
	topicCompetitor
	topicNeedGone
)

func topicOf(cause string) topic {
	switch cause {
	case causeDelivery:
		return topicDelivery
	case causePrice:
		return topicPrice
	case causeService:
		return topicService
	case causeCompetitor:
		return topicCompetitor
	case causeNeedGone:
		return topicNeedGone
	}
	return topicAsk
}

// kindWord is the 类型 of a ticket, as a service desk would file it.
func kindWord(t topic) string {
	switch t {
	case topicDelivery:
		return "物流问题"
	case topicService:
		return "投诉"
	case topicQuality:
		return "退换货"
	}
	return "咨询"
}

// optionOf is the option of the questionnaire for a topic.
func optionOf(t topic) string {
	switch t {
	case topicDelivery:
		return "送货太慢"
	case topicPrice:
		return "价格太贵"
	case topicService:
		return "客服和售后不满意"
	case topicQuality:
		return "商品质量不好"
	case topicCompetitor:
		return "换了别家"
	case topicNeedGone:
		return "不再需要"
	}
	return "其他"
}

func ticketWords(t topic) []string {
	switch t {
	case topicDenial:
		return denialWords()
	case topicDelivery:
		return deliveryWords()
	case topicPrice:
		return priceWords()
	case topicService:
		return serviceWords()
	case topicQuality:
		return qualityWords()
	case topicCompetitor:
		return competitorWords()
	case topicNeedGone:
		return needGoneWords()
	}
	return askWords()
}

func askWords() []string {
	return []string{
		"请问{商品}现在有现货吗？什么时候发货？",
		"想问一下{商品}是哪一批生产的",
		"我要改一下收货地址，订单还没发出吧",
		"发票怎么开？抬头要写公司名字",
		"{商品}有别的规格吗？想买大一点的",
		"会员积分怎么用，下单的时候没看到",
		"能不能和上一单合并发货，谢谢",
		"你好，{商品}送人的，包裹里能不放价格单吗",
		"订单备注忘写了，麻烦帮忙加个礼品袋",
		"请问双十一的活动什么时候开始",
		"手机号换了，账号里的手机号怎么改",
		"收到了，想再确认一下{商品}的使用方法",
	}
}

func denialWords() []string {
	return []string{
		"不是质量问题，就是颜色买错了，想换一个",
		"{商品}不是质量问题，是我自己拍错规格了，可以换吗",
		"不是嫌贵，就是想问问以后还有没有活动",
		"物流没有问题，很快就到了，就是想改个发票抬头",
		"客服态度没问题，只是我这边临时要改地址",
		"不是投诉，快递一点也不慢，只想问下怎么保存",
		"价格不算贵，想问一下多买能不能包邮",
		"没有破损，包装也不差，就是想再补一个礼盒",
		"并不是对服务不满意，只是问一下退货流程",
	}
}

func deliveryWords() []string {
	return []string{
		"都{天}天了还没收到货，{快递}一直不更新",
		"说好三天到，{天}天才到，太慢了",
		"物流信息好几天没动了，{商品}到底到哪了",
		"{快递}送错地方了，催了三次才给我重新派送",
		"又延误了，上次也是晚到，急着用的东西等不起",
		"{商品}到的时候都过了要用的日子，发货太慢",
		"快递放在驿站也不打电话，拖了{天}天我才知道",
		"一直显示运输中，问{快递}说爆仓，要等到什么时候",
		"承诺的时间根本做不到，每次都迟到",
		"等了{天}天，已经不想要了，能不能退",
		"包裹丢了两天才找到，配送太不靠谱",
		"下单的时候写着次日发，结果三天才发货",
	}
}

func priceWords() []string {
	return []string{
		"{商品}怎么涨价了？比上次贵了不少",
		"上个月买还便宜，现在一下贵了{元}块",
		"涨价也不说一声，老顾客没有优惠吗",
		"{商品}太贵了，能不能便宜一点",
		"同样的{商品}价格涨这么多，不太能接受",
		"刚买完就发现价格又调高了，能补差价吗",
		"最近{品类}都涨价了，实在买不起了",
		"这个价位不划算，有没有老客券",
		"你们的价格越来越高，性价比不如以前了",
		"为什么涨了{元}元？以前一直是老价格",
	}
}

func serviceWords() []string {
	return []string{
		"客服态度很差，问了半天没人理",
		"售后一直推脱，说了一个星期还没有处理",
		"打了三次电话都没人接，客服在线也不回复",
		"退款拖了好久，客服每次都说再等等",
		"要求换货被拒绝，客服说话很不耐烦",
		"反映的问题没有解决就把工单关了，太敷衍",
		"客服答应给补发{商品}，结果没有下文",
		"每次换一个客服都要重新说一遍，没人负责",
		"申请售后被驳回，也不说明原因，非常失望",
		"我要投诉你们的客服，态度恶劣",
		"机器人回复一大堆，转人工等了一个小时",
		"售后太差了，以后不会再来",
	}
}

func qualityWords() []string {
	return []string{
		"{商品}收到就是坏的，包装也破了",
		"质量不如以前了，用两次就坏了",
		"{商品}和图片不一样，色差很大",
		"打开有异味，怀疑质量有问题",
		"少发了一件，只收到一半",
		"{商品}有明显瑕疵，要求退货",
		"做工粗糙，线头很多，不值这个钱",
	}
}

func competitorWords() []string {
	return []string{
		"{别家}的{商品}有活动，你们能跟吗",
		"我在{别家}看到同款，还送赠品，考虑换那边买了",
		"朋友都在{别家}买，说那边更好，你们有什么优势",
		"{别家}会员有专属礼，你们有没有",
		"最近都改在{别家}买了，这单的发票补一下就行",
		"同款在{别家}也有卖，还能当天自提",
		"已经在{别家}办了会员，以后可能不在这买了",
		"{别家}的品种更全，这次先不买了",
		"你们和{别家}比有什么不一样？同样的牌子",
	}
}

func needGoneWords() []string {
	return []string{
		"孩子大了，{品类}用不上了，会员可以取消吗",
		"宝宝已经断奶了，不需要再买{商品}了",
		"孩子上幼儿园了，这些东西用不着了，别再推送了",
		"家里还有很多没用完，以后应该不需要了",
		"宝宝不用纸尿裤了，定期提醒帮我关掉",
		"搬去国外了，以后不再需要，请注销账号",
		"孩子长大了，不再用这个阶段的产品",
	}
}

func praiseWords() []string {
	return []string{
		"东西不错，会一直回购", "发货快，包装好", "客服很耐心", "价格实惠，推荐给朋友了",
		"希望多一些新品", "质量稳定，用了两年了", "没什么不满意的", "活动可以再多一点",
	}
}

// reasonWords is how people write a reason in their own words.
func reasonWords(t topic) []string {
	switch t {
	case topicDelivery:
		return []string{"快递太慢了，总是晚到", "等货等太久", "物流老是延误", "送货不准时，耽误事", "发货慢，配送也慢", "最后两次都迟到了好几天"}
	case topicPrice:
		return []string{"涨价了，买不起", "太贵了", "比以前贵了不少", "价格涨得太多", "性价比不高了", "涨价以后就不买了"}
	case topicService:
		return []string{"客服态度差", "售后没人管", "投诉了也不解决", "问题一直没处理", "客服不理人", "售后推来推去"}
	case topicQuality:
		return []string{"质量不如以前", "东西容易坏", "和描述不符", "有瑕疵还不承认"}
	case topicCompetitor:
		return []string{"别家有更合适的", "换到另一个平台买了", "在会员店买了", "朋友推荐了另一家", "附近新开了一家店，改去那边了", "现在都在小区团购买"}
	case topicNeedGone:
		return []string{"孩子长大了，用不上", "不再需要了", "宝宝过了这个阶段", "家里用不着了", "孩子断奶了，不用买了"}
	}
	return []string{"没什么特别的原因", "最近比较忙", "就是忘了", "不是价格的问题，只是最近没想到买", "说不清", "没有不满意，暂时没买"}
}
