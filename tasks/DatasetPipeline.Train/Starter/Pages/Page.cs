namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>A sort of screen: what sentences call it, and what draws its content under the header.</summary>
internal sealed record Page(string English, string Chinese, Action<Sketch, Area> Draw)
{
    public static IReadOnlyList<Page> All { get; } =
    [
        new("shop page", "商品页面", ShopPage.Draw),
        new("cart page", "购物车页面", CartPage.Draw),
        new("login page", "登录页面", LoginPage.Draw),
        new("settings page", "设置页面", SettingsPage.Draw),
        new("dashboard", "仪表盘", DashboardPage.Draw),
        new("order page", "订单页面", OrdersPage.Draw),
        new("chat window", "聊天窗口", ChatPage.Draw),
        new("delivery page", "物流页面", DeliveryPage.Draw),
        new("edit page", "编辑页面", DialogPage.Draw),
        new("help page", "帮助页面", HelpPage.Draw),
        new("address page", "地址页面", FormPage.Draw),
        new("file page", "文件页面", FilesPage.Draw),
    ];

    /// <summary>What any screen is called.</summary>
    public static IReadOnlyList<Page> Any { get; } =
    [
        new("page", "页面", Board.Draw),
        new("screen", "屏幕", Board.Draw),
    ];
}
